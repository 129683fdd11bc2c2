import { useEffect, useState } from "preact/hooks";
import { getMeeting, Refusal, takeToken, whyOf } from "../../api";
import { texts } from "../../i18n";
import { local } from "../../media/local";
import { rememberIceServers } from "../../meeting/ice";
import { type Intent, keepIntent, keptIntent } from "../../meeting/intent";
import { unitOf } from "../../meeting/state";
import { navigate, route } from "../../navigation";
import type { MeetingInfo } from "../../protocol";
import { pathTo, tokenOf } from "../../route";
import { keepToken, keptToken } from "../../tokens";
import { useFetched } from "../../ui/fetched";
import { Shell } from "../../ui/shell";
import { Failed, Loading, Trouble } from "../../ui/status";
import { DeviceCheck } from "./devices";
import { PointPicker } from "./picker";

/** What the page needs: the meeting, and the token that opened it where there is one. */
interface Invitation {
  readonly info: MeetingInfo;
  readonly token: string | null;
}

/** A link's token first; without one the meeting may be open; else the tab may remember a token. */
async function fetchInvitation(
  meeting: string,
  linked: string | null,
  signal: AbortSignal,
): Promise<Invitation> {
  try {
    return { info: await getMeeting(meeting, linked, signal), token: linked };
  } catch (error) {
    const kept = keptToken(meeting);
    const locked = error instanceof Refusal && error.why === "token_missing";
    if (!locked || linked !== null || kept === null) throw error;
    return { info: await getMeeting(meeting, kept, signal), token: kept };
  }
}

/** `/join/{meeting}#t=TOKEN`: which point, which devices, do they work, in. */
export function JoinPage({ meeting }: { meeting: string }) {
  const t = texts.value;
  const linked = tokenOf(location.hash);
  const [fetched, again] = useFetched(
    (signal) => fetchInvitation(meeting, linked, signal),
    [meeting, linked],
  );
  return (
    <Shell title={t.join.page}>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && (
        <section class="card narrow">
          <h1>{t.join.page}</h1>
          <Failed why={fetched.why} retry={again}>
            <a class="button" href="/">
              {t.toStart}
            </a>
          </Failed>
        </section>
      )}
      {fetched.state === "here" && <Preparation invitation={fetched.value} />}
    </Shell>
  );
}

function Preparation({ invitation: { info, token } }: { invitation: Invitation }) {
  const t = texts.value;
  const [point, setPoint] = useState(info.point);
  const [intent, setIntent] = useState<Intent>(() => planned(info));
  const [problem, setProblem] = useState("");
  const [entering, setEntering] = useState(false);
  const given = info.point !== null;

  useEffect(() => {
    // The planned camera stays dark until somebody switches it on.
    if (intent.camera) void local.openBoth();
    else void local.open("microphone");
    return () => {
      // The room takes the devices over; every other page lets them go.
      if (route.peek().page !== "room") local.closeAll();
    };
  }, []);

  const enter = async (event: Event) => {
    event.preventDefault();
    if (point === null) {
      setProblem(t.join.choosePoint);
      document.getElementById("search")?.focus();
      return;
    }
    setEntering(true);
    try {
      keepToken(info.id, given ? token : await takeToken(info.id, point));
    } catch (error) {
      setProblem(t.refusal[whyOf(error)]);
      setEntering(false);
      return;
    }
    // Without a token none are told: the room asks with the one it has now.
    if (given) rememberIceServers(info.id, info.ice_servers);
    keepIntent(info.id, {
      microphone: intent.microphone && !info.muted && local.microphone.peek().state === "on",
      camera: intent.camera && local.camera.peek().state === "on",
    });
    navigate(pathTo("room", info.id));
  };

  return (
    <form class="join" onSubmit={(event) => void enter(event)} noValidate>
      <div class="join-way">
        <h1>{info.title}</h1>
        <section class="card join-point" aria-labelledby="point">
          {given ? (
            <GivenPoint info={info} />
          ) : (
            <PointPicker
              seats={info.seats}
              chosen={point}
              choose={(id) => {
                setPoint(id);
                setProblem("");
              }}
            />
          )}
        </section>
        <footer class="join-foot">
          {problem !== "" && <Trouble text={problem} testId="join-problem" />}
          <button
            type="submit"
            class="button primary large"
            aria-disabled={entering}
            data-testid="enter"
          >
            {entering ? t.join.entering : t.join.enter}
          </button>
        </footer>
      </div>
      <DeviceCheck intent={intent} change={setIntent} muted={info.muted} />
    </form>
  );
}

/** What was chosen, as far as the meeting's plan lets points begin with it. */
function planned(info: MeetingInfo): Intent {
  const chosen = keptIntent(info.id);
  return {
    microphone: chosen?.microphone === true && !info.muted,
    camera: (chosen === null || chosen.camera) && info.camera,
  };
}

function GivenPoint({ info }: { info: MeetingInfo }) {
  const t = texts.value;
  const seat = info.seats.find(({ point }) => point === info.point);
  return (
    <>
      <h2 id="point">{t.join.point}</h2>
      <p class="given-point" data-testid="point">
        <strong>{seat?.name ?? info.point}</strong>
        {seat && unitOf(seat) !== "" && <span class="faint">{unitOf(seat)}</span>}
      </p>
    </>
  );
}
