import "../../styles/console-air.css";
import "../../styles/console-lists.css";
import "../../styles/console-scenes.css";
import "../../styles/console-work.css";
import "../../styles/console.css";
import { useComputed } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { pathToLogin } from "../../account";
import { takeConsole } from "../../api";
import { texts } from "../../i18n";
import { words } from "../../i18n/console";
import { sceneWords } from "../../i18n/console/scenes";
import { Viewer } from "../../media/viewer";
import { Desk } from "../../meeting/desk";
import { iceServersOf, keepIceServersFresh } from "../../meeting/ice";
import { navigate } from "../../navigation";
import { tokenOf } from "../../route";
import { keepToken, keptToken } from "../../tokens";
import { useFetched } from "../../ui/fetched";
import { Shell, useTitle } from "../../ui/shell";
import { Failed, Loading } from "../../ui/status";
import { isAskedAgain, sentence } from "./act";
import { Program } from "./air";
import { Head } from "./head";
import { Help } from "./help";
import { useHotkeys } from "./keys";
import { Log } from "./log";
import { Lost } from "./lost";
import { Points } from "./points";
import { Preview } from "./preview";
import { Queue } from "./queue";
import { TalkBar, TalkQuestion } from "./talk";
import { ConsoleView } from "./view";
import { Wall } from "./wall";
import { Work } from "./work";

/** Console and room may be open in one tab one after the other, with tokens of their own. */
const keyOf = (meeting: string) => `console.${meeting}`;

/**
 * `/console/{meeting}`: a meeting is led from here, by whoever has logged in or has a link (`#t=…`). The token
 * stays in the tab, not in the address.
 */
export function ConsolePage({ meeting }: { meeting: string }) {
  const [token, setToken] = useState(() => {
    const given = tokenOf(location.hash);
    if (given === null) return keptToken(keyOf(meeting));
    keepToken(keyOf(meeting), given);
    history.replaceState(null, "", location.pathname + location.search);
    return given;
  });
  if (token !== null) return <Connected meeting={meeting} token={token} />;
  const take = (taken: string) => {
    keepToken(keyOf(meeting), taken);
    setToken(taken);
  };
  return <Taking meeting={meeting} onToken={take} />;
}

interface TakingProps {
  meeting: string;
  onToken: (token: string) => void;
}

/** Asks for a token by the account that is logged in; where there is none, the login comes first. */
function Taking({ meeting, onToken }: TakingProps) {
  const t = words.value;
  const [taken, again] = useFetched(() => takeConsole(meeting), [meeting]);
  const needsLogin = taken.state === "failed" && taken.why === "login_needed";
  useEffect(() => {
    if (taken.state === "here") onToken(taken.value);
    else if (needsLogin) navigate(pathToLogin(location.pathname + location.search));
  }, [taken]);
  return (
    <Shell title={t.page}>
      <section class="card narrow" data-testid="console-entry">
        <h1>{t.page}</h1>
        {taken.state === "failed" && !needsLogin ? (
          <Failed why={taken.why} retry={again}>
            <a class="button" href="/">
              {texts.value.toStart}
            </a>
          </Failed>
        ) : (
          <Loading />
        )}
      </section>
    </Shell>
  );
}

function Connected({ meeting, token }: { meeting: string; token: string }) {
  const [desk] = useState(() => new Desk(meeting, token));
  useEffect(() => {
    desk.start();
    return () => desk.dispose();
  }, [desk]);
  if (desk.end.value !== null) return <Ended desk={desk} />;
  return <Inside desk={desk} />;
}

function Inside({ desk }: { desk: Desk }) {
  const isWall = new URLSearchParams(location.search).get("pane") === "wall";
  const [viewer] = useState(
    () =>
      new Viewer(desk.meeting, desk.token, {
        iceServers: (attempt) => iceServersOf(desk.meeting, desk.token, attempt),
        speaks: !isWall,
      }),
  );
  const [view] = useState(() => new ConsoleView(desk, viewer));
  useEffect(() => {
    const stops = [
      view.follow(),
      desk.pictures.follow(),
      desk.mirror.follow(desk.meeting),
      keepIceServersFresh(desk.meeting, desk.token),
    ];
    viewer.start();
    return () => {
      viewer.stop();
      for (const stop of stops) stop();
    };
  }, [view, viewer]);
  useHotkeys(view);
  useTitle(desk.state.value?.meeting.title ?? "", words.value.page);
  if (isWall) return <Wall view={view} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: see below
    <div
      class="console"
      data-testid="console"
      onMouseDown={(event) => {
        // A click must not leave the focus on a button: the space bar and Enter are the speaker's.
        if (event.target instanceof Element && event.target.closest("button"))
          event.preventDefault();
      }}
    >
      <div>
        <Head view={view} />
        <Lost desk={desk} />
        <TalkBar view={view} />
      </div>
      <main id="main" class="desk" tabIndex={-1}>
        <Points view={view} />
        <div class="desk-air">
          <Preview view={view} />
          <Program view={view} />
        </div>
        <Work view={view} />
        <div class="desk-side">
          <Queue view={view} />
          <Log desk={desk} />
        </div>
      </main>
      <Announcer view={view} />
      <TalkQuestion view={view} />
      {view.dialog.value === "help" && <Help view={view} />}
    </div>
  );
}

/**
 * The console's one live region: what was refused, whom we talk with, who is on air, and in which scene. Nothing else
 * is read out by itself.
 */
function Announcer({ view }: { view: ConsoleView }) {
  const { desk } = view;
  const air = useComputed(() => view.onAir.value.map(({ point }) => desk.nameOf(point)).join(", "));
  const talk = useComputed(() => {
    const point = view.talk.point.value;
    return point === null ? "" : words.value.talk.title(desk.nameOf(point));
  });
  const scene = useComputed(() => {
    const t = sceneWords.value;
    const onAir = desk.scene.value;
    if (onAir === null) return "";
    const kept = onAir.presets.find(({ key }) => key === onAir.key);
    return t.sceneOnAir(kept?.name ?? t.layouts[onAir.scene.layout ?? "auto"]);
  });
  const speakers = air.value && `${words.value.program.title}: ${air.value}. `;
  const refusal = useComputed(() => {
    const acts = [...desk.ledger.value.values()];
    if (acts.some(isAskedAgain)) return words.value.going;
    const refused = acts.filter((one) => one.state === "refused");
    const latest = refused.sort((a, b) => b.since - a.since)[0];
    return latest?.state === "refused" ? sentence(latest.why) : "";
  });
  return (
    <p class="hidden" role="status">
      {refusal.value || talk.value || `${speakers}${scene.value}`}
    </p>
  );
}

/** The console is out: why, and the way back. */
function Ended({ desk }: { desk: Desk }) {
  const t = words.value;
  const end = desk.end.value;
  if (end === null) return null;
  const own = end === "replaced" || end === "over";
  return (
    <Shell title={t.page}>
      <section class="card narrow" data-testid="end" data-end={end}>
        <h1>{t.page}</h1>
        <p role="status">{own ? t.end[end] : texts.value.refusal[end]}</p>
        <div class="actions">
          {end === "replaced" && (
            <button type="button" class="button primary" onClick={() => desk.start()}>
              {t.end.again}
            </button>
          )}
          {!own && (
            <button
              type="button"
              class="button primary"
              data-testid="enter-again"
              onClick={() => {
                // The link may have run out; whoever has logged in gets another.
                keepToken(keyOf(desk.meeting), null);
                location.reload();
              }}
            >
              {t.end.enter}
            </button>
          )}
          <a class="button" href="/">
            {texts.value.toStart}
          </a>
        </div>
      </section>
    </Shell>
  );
}
