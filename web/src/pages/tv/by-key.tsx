import { useEffect, useState } from "preact/hooks";
import { getKeyMeetings, takeKeyToken } from "../../api";
import { dateAndTime, texts } from "../../i18n";
import { pointTexts } from "../../i18n/point";
import { takeKey } from "../../meeting/key";
import type { KeyReply } from "../../protocol";
import { useFetched } from "../../ui/fetched";
import { TvMeeting } from "./meeting";
import { Standby } from "./standby";

/** How often a screen that waits asks for its meetings (ms): one that opens is on it within this. */
const ASK_MS = 15_000;

interface Open {
  readonly meeting: string;
  readonly token: string;
}

/**
 * `/tv/#k=KEY`: a screen that belongs to a point. It goes into each meeting of the point as it opens and waits for
 * the next when it is over; a box that starts with this address needs nobody.
 */
export function TvByKey() {
  const [key] = useState(takeKey);
  const [open, setOpen] = useState<Open | null>(null);
  const [fetched, again] = useFetched(() => getKeyMeetings(key), [key]);
  const here = fetched.state === "here" ? fetched.value : null;
  const next = here?.meetings[0]?.id ?? null;
  useEffect(() => {
    if (open !== null) return;
    const timer = window.setInterval(again, ASK_MS);
    return () => window.clearInterval(timer);
  }, [open, again]);
  useEffect(() => {
    if (open !== null || next === null) return;
    // A refusal is asked again with the next look at the list.
    takeKeyToken(key, next).then(
      (token) => setOpen({ meeting: next, token }),
      () => undefined,
    );
  }, [key, open, next, here]);
  const isStill = async (meeting: string) => {
    const { meetings } = await getKeyMeetings(key);
    if (meetings[0]?.id === meeting) return true;
    setOpen(null);
    again();
    return false;
  };
  if (open !== null) {
    return (
      <TvMeeting
        key={open.token}
        {...open}
        onEnd={(end) => {
          if (end === "over") return isStill(open.meeting);
          setOpen(null);
          again();
          return Promise.resolve(false);
        }}
      />
    );
  }
  const { refusal, tv } = texts.value;
  if (key === "") return <Standby title="" sentence={tv.noToken} />;
  if (fetched.state === "failed") {
    const isWrong = fetched.why === "key_unknown";
    const sentence = isWrong ? refusal.key_unknown : `${refusal[fetched.why]} ${tv.trying}`;
    const { phone } = fetched;
    const call = phone === "" ? undefined : `${pointTexts.value.call} ${phone}`;
    return (
      <Standby title="" {...(call && { state: call })} sentence={sentence} scene="lost" warns />
    );
  }
  return <Waiting reply={here} />;
}

/** No meeting is open: which comes next, and that nothing is to be done. */
function Waiting({ reply }: { reply: KeyReply | null }) {
  const t = texts.value.tv;
  if (reply === null) return <Standby title="" sentence={t.joining} scene="joining" />;
  const { name, next } = reply;
  const comes = next?.starts
    ? `${next.title}. ${pointTexts.value.starts(dateAndTime(next.starts))}`
    : "";
  return <Standby title={name} state={comes} sentence={t.waiting} scene="waiting" />;
}
