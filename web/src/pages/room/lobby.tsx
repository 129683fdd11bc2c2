import { useEffect } from "preact/hooks";
import { texts } from "../../i18n";
import { local } from "../../media/local";
import type { Intent } from "../../meeting/intent";
import type { Room } from "../../meeting/room";
import { Shell } from "../../ui/shell";
import { DeviceCheck } from "../join/devices";
import { Agenda } from "./agenda";
import { Announcement, PlannedStart } from "./announcement";

/** The lobby: calm, with the time to try the devices. Being let in needs nothing of the person. */
export function Lobby({ room }: { room: Room }) {
  const t = texts.value.lobby;
  const state = room.state.value;
  const countdown = state?.conduct.notices?.countdown ?? null;
  const { camera, microphone } = room.switches;
  useEffect(() => {
    void local.openBoth();
  }, []);
  const change = (intent: Intent) => {
    if (intent.camera !== camera.peek().wanted) room.switches.ask("camera", intent.camera);
    if (intent.microphone !== microphone.peek().wanted) {
      room.switches.ask("microphone", intent.microphone);
    }
  };
  return (
    <Shell title={t.page}>
      <div class="join lobby" data-testid="lobby">
        <div class="join-way">
          <h1>{state?.meeting.title}</h1>
          <section class="card" aria-labelledby="waiting">
            <h2 id="waiting">{t.waiting}</h2>
            <p role="status">{t.explained}</p>
            {countdown === null && <PlannedStart room={room} />}
            <Announcement room={room} />
            <button
              type="button"
              class="button"
              data-testid="leave-lobby"
              onClick={() => room.leave()}
            >
              {t.leave}
            </button>
          </section>
          <section class="card" aria-labelledby="agenda">
            <h2 id="agenda">{t.agenda}</h2>
            <Agenda room={room} />
          </section>
        </div>
        <DeviceCheck
          intent={{ camera: camera.value.wanted, microphone: microphone.value.wanted }}
          change={change}
        />
      </div>
    </Shell>
  );
}
