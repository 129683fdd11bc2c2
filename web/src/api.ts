import {
  CODES,
  type Code,
  type Course,
  type CourseLine,
  type KeyReply,
  type MeetingInfo,
  type MeetingList,
  type PlanList,
  type Problem,
  type RecordingList,
  type TokenReply,
  type TokenRequest,
} from "./protocol";

/** Why a request failed: a stable code of the server, or `offline` when no answer came at all. */
export type Why = Code | "offline";

/** A request that was refused or never answered. */
export class Refusal extends Error {
  readonly why: Why;
  /** How long the server wants to be left alone (ms); 0 when it did not say. */
  readonly retryAfter: number;
  /** The part of what was sent that is wrong, "" if it is none. */
  readonly field: string;
  /** Whom to call, "" where nobody is named. */
  readonly phone: string;

  constructor(why: Why, retryAfter = 0, field = "", phone = "") {
    super(why);
    this.why = why;
    this.retryAfter = retryAfter;
    this.field = field;
    this.phone = phone;
  }
}

/** Troubles that pass by themselves: a server that starts, is busy, or has not yet taken a meeting over. */
const PASSING: readonly Why[] = ["offline", "busy", "meeting_elsewhere"];

export const isPassing = (why: Why): boolean => PASSING.includes(why);

export function phoneOf(error: unknown): string {
  return error instanceof Refusal ? error.phone : "";
}

export function whyOf(error: unknown): Why {
  return error instanceof Refusal ? error.why : "internal";
}

/** `fetch` that answers with a good response or throws a `Refusal`. */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refusal("offline");
  }
  if (response.ok) return response;
  const seconds = Number(response.headers.get("Retry-After") ?? 0);
  throw await refusalOf(response, Number.isFinite(seconds) ? seconds * 1_000 : 0);
}

/** Problem bodies carry the code; a proxy in between may answer without one. */
async function refusalOf(response: Response, retryAfter: number): Promise<Refusal> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    const code = CODES.find((known) => known === problem.code);
    if (code) return new Refusal(code, retryAfter, problem.field, problem.phone);
  } catch {
    // Not JSON, so not from our server.
  }
  // 502, 503, 504 of a proxy: the server behind it is away.
  return new Refusal(response.status >= 502 ? "offline" : "internal", retryAfter);
}

export function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** What a request answers, as JSON. */
export async function json<T>(url: string, init: RequestInit): Promise<T> {
  const response = await request(url, init);
  return (await response.json()) as T;
}

/** A request with a body of JSON. */
export function sending(method: string, body: unknown): RequestInit {
  return {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

const meetingUrl = (meeting: string) => `/api/meetings/${encodeURIComponent(meeting)}`;

export function getMeetings(signal: AbortSignal): Promise<MeetingList> {
  return json("/api/meetings", { signal });
}

export function getMeeting(
  meeting: string,
  token: string | null,
  signal?: AbortSignal,
): Promise<MeetingInfo> {
  return json(meetingUrl(meeting), { headers: bearer(token), signal: signal ?? null });
}

export function getRecordings(
  meeting: string,
  token: string | null,
  signal: AbortSignal,
): Promise<RecordingList> {
  return json(`${meetingUrl(meeting)}/recordings`, { headers: bearer(token), signal });
}

/** The planned meetings that begin in a time (ms), as far as whoever is logged in may know of them. */
export function getPlans(
  { since, until }: { since: number; until: number },
  signal: AbortSignal,
): Promise<PlanList> {
  const moment = (at: number) => new Date(at).toISOString();
  const query = new URLSearchParams({ since: moment(since), until: moment(until) });
  return json(`/api/plans?${query}`, { signal });
}

/** The meetings that a point's permanent link opens now. */
export function getKeyMeetings(key: string): Promise<KeyReply> {
  return json("/api/key", sending("POST", { key }));
}

export async function takeKeyToken(key: string, meeting: string): Promise<string> {
  const reply = await json<TokenReply>("/api/key/token", sending("POST", { key, meeting }));
  return reply.token;
}

/** A join token of a point in an open meeting. */
export async function takeToken(meeting: string, point: string): Promise<string> {
  const body: TokenRequest = { point };
  const reply = await json<TokenReply>(`${meetingUrl(meeting)}/token`, sending("POST", body));
  return reply.token;
}

/** The course of a meeting so far, for those who lead it. */
export async function getCourse(meeting: string, token: string): Promise<readonly CourseLine[]> {
  const { lines } = await json<Course>(`${meetingUrl(meeting)}/log`, { headers: bearer(token) });
  return lines;
}

/** A console's token, for whoever has logged in and leads the meeting. */
export async function takeConsole(meeting: string): Promise<string> {
  const reply = await json<TokenReply>(`${meetingUrl(meeting)}/console`, { method: "POST" });
  return reply.token;
}
