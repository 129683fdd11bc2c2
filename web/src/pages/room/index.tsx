import { useEffect, useState } from "preact/hooks";
import { show } from "../../debug";
import { texts } from "../../i18n";
import { Room } from "../../meeting/room";
import { navigate } from "../../navigation";
import { pathTo } from "../../route";
import { picture } from "../../settings";
import { keptToken } from "../../tokens";
import { useTitle } from "../../ui/shell";
import { Announcement } from "./announcement";
import { Asked } from "./asked";
import { Bar } from "./bar";
import { Ended } from "./ended";
import { FloorStrip } from "./floor";
import { useKeys } from "./keys";
import { Lobby } from "./lobby";
import { Panel } from "./panel";
import { Stage } from "./stage";
import { useHeld } from "./standing";
import { useStillness } from "./stillness";
import { TalkStrip } from "./talk";
import { RoomView } from "./view";
import { Vote } from "./vote";

/** `/room/{meeting}`: the meeting itself. Without a token of this tab there is only the way to the join page. */
export function RoomPage({ meeting }: { meeting: string }) {
  const token = keptToken(meeting);
  useEffect(() => {
    if (token === null) navigate(pathTo("join", meeting));
  }, [meeting, token]);
  return token === null ? null : <Presence meeting={meeting} token={token} />;
}

function Presence({ meeting, token }: { meeting: string; token: string }) {
  const [room] = useState(() => new Room(meeting, token));
  useEffect(() => {
    show(room);
    room.start();
    return () => {
      show(null);
      room.dispose();
    };
  }, [room]);
  const end = room.end.value;
  if (end !== null) return <Ended meeting={meeting} room={room} end={end} />;
  return room.part.waits.value ? <Lobby room={room} /> : <Inside room={room} />;
}

function Inside({ room }: { room: Room }) {
  const t = texts.value;
  const [view] = useState(() => new RoomView(room));
  const still = useStillness(view);
  useKeys(room, view);
  useEffect(() => view.watch(), [view]);
  const standing = useHeld(room.standing.value);
  const talk = room.answer.talk.value;
  const onAir = talk === null && (standing === "onAir" || room.part.place.value.kind === "onAir");
  const title = room.state.value?.meeting.title ?? "";
  useTitle(onAir ? t.room.titleOnAir : "", title, t.room.page);
  const classes = ["room", onAir ? "on-air" : "", still ? "still" : ""];
  if (view.panel.value !== null) classes.push("with-panel");
  if (view.panel.value === "agenda" && view.paper.value !== null) classes.push("reading");
  return (
    <div class={classes.join(" ")} data-testid="room" data-standing={standing}>
      <main id="main" class="room-main" tabIndex={-1}>
        <h1 class="hidden">{title || t.room.page}</h1>
        <Stage room={room} view={view} />
        <Announcement room={room} pictured={picture.value !== "sound"} />
        {talk === null ? <FloorStrip room={room} /> : <TalkStrip room={room} name={talk.name} />}
        <Vote room={room} />
        <Asked room={room} view={view} />
      </main>
      {view.panel.value !== null && <Panel room={room} view={view} />}
      <Bar room={room} view={view} standing={standing} />
    </div>
  );
}
