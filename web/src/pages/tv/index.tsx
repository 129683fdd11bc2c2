import { useEffect } from "preact/hooks";
import { texts } from "../../i18n";
import { stayAwake } from "../../meeting/awake";
import { tokenOf } from "../../route";
import { keptToken } from "../../tokens";
import { useTitle } from "../../ui/shell";
import { TvByKey } from "./by-key";
import { TvMeeting } from "./meeting";
import { Standby } from "./standby";

/**
 * `/tv/{meeting}#t=TOKEN` is a screen for one meeting, `/tv/#k=KEY` for all of a point's. The address stays as it
 * is, so that a power cut is a reload.
 */
export function TvPage({ meeting }: { meeting: string }) {
  const t = texts.value.tv;
  useTitle(t.page);
  useEffect(() => stayAwake(), []);
  if (meeting === "") return <TvByKey />;
  const token = tokenOf(location.hash) ?? keptToken(meeting);
  if (token === null) return <Standby title="" sentence={t.noToken} />;
  return <TvMeeting key={token} meeting={meeting} token={token} />;
}
