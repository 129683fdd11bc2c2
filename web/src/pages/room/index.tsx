import { useEffect, useState } from "preact/hooks";
import { show } from "../../debug";
import { texts } from "../../i18n";
import { type End, Room } from "../../meeting/room";
import { navigate } from "../../navigation";
import { pathTo } from "../../route";
import { keptToken } from "../../tokens";
import { Shell, useTitle } from "../../ui/shell";
import { Bar } from "./bar";
import { useKeys } from "./keys";
import { Panel } from "./panel";
import { Stage } from "./stage";
import { useHeld } from "./standing";
import { useStillness } from "./stillness";
import { RoomView } from "./view";

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
  return <Inside room={room} />;
}

function Inside({ room }: { room: Room }) {
  const t = texts.value;
  const [view] = useState(() => new RoomView(room));
  const still = useStillness(view);
  useKeys(room, view);
  useEffect(() => view.watch(), [view]);
  const standing = useHeld(room.standing.value);
  const onAir = standing === "onAir";
  const title = room.state.value?.meeting.title ?? "";
  useTitle(onAir ? t.room.titleOnAir : "", title, t.room.page);
  const classes = ["room", onAir ? "on-air" : "", still ? "still" : ""];
  if (view.panel.value !== null) classes.push("with-panel");
  return (
    <div class={classes.join(" ")} data-testid="room" data-standing={standing}>
      <main id="main" class="room-main" tabIndex={-1}>
        <h1 class="hidden">{title || t.room.page}</h1>
        <Stage room={room} view={view} />
      </main>
      {view.panel.value !== null && <Panel room={room} view={view} />}
      <Bar room={room} view={view} standing={standing} />
    </div>
  );
}

interface EndedProps {
  meeting: string;
  room: Room;
  end: End;
}

/** We are out: why, and the way back. */
function Ended({ meeting, room, end }: EndedProps) {
  const t = texts.value;
  const byItself = end === "left" || end === "over" || end === "replaced";
  const title = byItself ? t.end.title[end] : t.end.title.refused;
  return (
    <Shell title={title}>
      <section class="card narrow" data-testid="end" data-end={end}>
        <h1>{title}</h1>
        <p role="status">{byItself ? t.end[end] : t.refusal[end]}</p>
        <div class="actions">
          {(end === "left" || end === "replaced") && (
            <button
              type="button"
              class="button primary"
              data-testid="again"
              onClick={() => room.start()}
            >
              {end === "left" ? t.end.again : t.end.takeBack}
            </button>
          )}
          {!byItself && (
            <a class="button primary" href={pathTo("join", meeting)}>
              {t.end.toJoin}
            </a>
          )}
          <a class="button" href={pathTo("recordings", meeting)}>
            {t.start.recordings}
          </a>
          <a class="button" href="/">
            {t.toStart}
          </a>
        </div>
      </section>
    </Shell>
  );
}
