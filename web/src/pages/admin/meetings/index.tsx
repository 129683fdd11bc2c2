import { LoggedIn } from "../logged-in";
import { Editor } from "./editor";
import { MeetingList } from "./list";
import "../../../styles/meeting-parts.css";
import "../../../styles/meetings.css";

/** `/admin/meetings`: what is planned; `/admin/meetings/{id}`: one meeting. */
export function MeetingsPage({ rest }: { rest: string }) {
  return <LoggedIn>{rest === "" ? <MeetingList /> : <Editor key={rest} rest={rest} />}</LoggedIn>;
}
