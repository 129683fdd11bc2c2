import { getMeeting } from "../api";
import type { IceServer } from "../protocol";

/** Relay credentials are good for an hour at least: half of it leaves time to use them. */
const FRESH_MS = 1_800_000;
/** How often it is looked whether they are old. */
const LOOK_MS = 60_000;
/** The longest for which a recovery waits for new ones: it must not take longer for them. */
const WAIT_MS = 500;
/** The longest that a server takes to answer; the next try must not find this one under way. */
const ANSWER_MS = 10_000;

const known = new Map<string, { readonly servers: readonly IceServer[]; readonly at: number }>();

/** The join page has just learned them: the room need not ask again. */
export function rememberIceServers(meeting: string, servers: readonly IceServer[]): void {
  known.set(meeting, { servers, at: performance.now() });
}

/** Renews what has become old, ahead of a join or an ICE restart, until the returned function is called. */
export function keepIceServersFresh(meeting: string, token: string): () => void {
  const timer = setInterval(() => {
    if (isFresh(meeting)) return;
    // What is known may be good still; the next look tries again.
    renew(meeting, token, AbortSignal.timeout(ANSWER_MS)).catch(() => undefined);
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** What a join or an ICE restart is to use; gives up asking with `attempt`. */
export async function iceServersOf(
  meeting: string,
  token: string,
  attempt: AbortSignal,
): Promise<readonly IceServer[]> {
  const servers = known.get(meeting)?.servers;
  if (servers && isFresh(meeting)) return servers;
  const renewed = renew(meeting, token, attempt);
  if (servers === undefined) return renewed;
  // Old ones may be good still, a way without a relay needs none, and on a broken way no answer comes.
  const given = new Promise<readonly IceServer[]>((give) => setTimeout(give, WAIT_MS, servers));
  return Promise.race([renewed.catch(() => servers), given]);
}

function isFresh(meeting: string): boolean {
  const found = known.get(meeting);
  return found !== undefined && performance.now() - found.at < FRESH_MS;
}

async function renew(
  meeting: string,
  token: string,
  signal: AbortSignal,
): Promise<readonly IceServer[]> {
  const { ice_servers: servers } = await getMeeting(meeting, token, signal);
  rememberIceServers(meeting, servers);
  return servers;
}
