import { useEffect, useRef } from "preact/hooks";
import { texts } from "./i18n";
import { route } from "./navigation";
import { JoinPage } from "./pages/join";
import { LoginPage } from "./pages/login";
import { PointPage } from "./pages/point";
import { RecordingsPage } from "./pages/recordings";
import { RoomPage } from "./pages/room";
import { StartPage } from "./pages/start";
import { TvPage } from "./pages/tv";
import { UnknownPage } from "./pages/unknown";
import { inAdministration, inRoom } from "./theme";
import { useHelpKey } from "./ui/help";
import { Later } from "./ui/later";
import { NoticeBoard } from "./ui/notice-board";

const loadConsole = async () => (await import("./pages/console")).ConsolePage;
const loadAgenda = async () => (await import("./pages/agenda")).AgendaPage;
const loadHelp = async () => (await import("./pages/help")).HelpPage;
const loadAdmin = async () => (await import("./pages/admin")).AdminPage;

export function App() {
  useHelpKey();
  const first = useRef(true);
  const { page } = route.value;
  const section = route.value.page === "admin" ? route.value.section : "";
  useEffect(() => {
    inRoom.value = page === "room" || page === "console" || page === "tv";
    inAdministration.value = page === "admin";
    // A page change moves the focus as a page load would; the load itself needs no help.
    if (first.current) first.current = false;
    else document.getElementById("main")?.focus();
  }, [page, section]);
  return (
    <>
      <a class="skip" href="#main">
        {texts.value.skip}
      </a>
      <Page />
      <NoticeBoard />
    </>
  );
}

function Page() {
  const it = route.value;
  switch (it.page) {
    case "start":
      return <StartPage />;
    case "login":
      return <LoginPage />;
    case "join":
      return <JoinPage key={it.meeting} meeting={it.meeting} />;
    case "room":
      return <RoomPage key={it.meeting} meeting={it.meeting} />;
    case "console":
      return <Later key={it.meeting} load={loadConsole} props={{ meeting: it.meeting }} />;
    case "tv":
      return <TvPage key={it.meeting} meeting={it.meeting} />;
    case "recordings":
      return <RecordingsPage key={it.meeting} meeting={it.meeting} />;
    case "agenda":
      return <Later key={it.meeting} load={loadAgenda} props={{ meeting: it.meeting }} />;
    case "point":
      return <PointPage />;
    case "admin":
      return <Later load={loadAdmin} props={{ section: it.section, rest: it.rest }} />;
    case "help":
      return <Later load={loadHelp} props={{ role: it.role }} />;
    case "unknown":
      return <UnknownPage />;
  }
}
