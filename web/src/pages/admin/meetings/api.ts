import { json, Refusal, request, sending } from "../../../api";
import type {
  Code,
  Draft,
  MeetingDraft,
  MeetingPlan,
  Paper,
  PeopleFound,
  PointInfo,
  Problem,
  Readers,
  Scope,
  StateChange,
} from "../../../protocol";
import { getPoints } from "../directory-api";

const path = (meeting: string) => `/api/plans/${encodeURIComponent(meeting)}`;

export function getPlan(meeting: string, signal: AbortSignal): Promise<MeetingPlan> {
  return json(path(meeting), { signal });
}

export function addPlan(plan: MeetingDraft): Promise<Draft> {
  return json("/api/plans", sending("POST", plan));
}

export function changePlan(
  meeting: string,
  version: number,
  plan: MeetingDraft,
  scope: Scope,
): Promise<MeetingPlan> {
  return json(path(meeting), sending("PUT", { version, plan, scope }));
}

export function setState(
  meeting: string,
  state: StateChange["state"],
  scope: Scope = "one",
): Promise<MeetingPlan> {
  return json(`${path(meeting)}/state`, sending("PUT", { state, scope }));
}

/** People who may be given a part, by any words of their names. */
export function findPeople(q: string, signal: AbortSignal): Promise<PeopleFound> {
  return json(`/api/people?${new URLSearchParams({ q })}`, { signal });
}

export async function removePlan(meeting: string): Promise<void> {
  await request(path(meeting), { method: "DELETE" });
}

export async function removePaper(meeting: string, paper: string): Promise<void> {
  await request(`${path(meeting)}/papers/${encodeURIComponent(paper)}`, { method: "DELETE" });
}

/** Points in one answer; the server gives no more. */
const PAGE = 500;

/** Every point that the asker sees. */
export async function getAllPoints(signal: AbortSignal): Promise<PointInfo[]> {
  const all: PointInfo[] = [];
  const wanted = { query: "", unit: "", retired: false };
  for (let total = 1; all.length < total; ) {
    const page = await getPoints(wanted, all.length, PAGE, signal);
    if (page.points.length === 0) break;
    all.push(...page.points);
    total = page.total;
  }
  return all;
}

interface Upload {
  readonly title: string;
  readonly item: string;
  readonly readers: Readers;
}

/** Sends a paper, and says how far it has come (0 to 1); `fetch` cannot say that. */
export function sendPaper(
  meeting: string,
  file: File,
  { title, item, readers }: Upload,
  progress: (done: number) => void,
): Promise<Paper> {
  const query = new URLSearchParams({ title, item, readers });
  return new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    sent.open("POST", `${path(meeting)}/papers?${query}`);
    sent.setRequestHeader("Content-Type", "application/pdf");
    sent.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    sent.onerror = () => reject(new Refusal("offline"));
    sent.onload = () => {
      if (sent.status === 200) resolve(JSON.parse(sent.responseText) as Paper);
      else reject(new Refusal(codeIn(sent.responseText)));
    };
    sent.send(file);
  });
}

function codeIn(text: string): Code {
  try {
    return (JSON.parse(text) as Problem).code;
  } catch {
    // A proxy in between answered.
    return "internal";
  }
}
