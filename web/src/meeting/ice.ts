import { getMeeting } from "../api";
import type { IceServer } from "../protocol";

/** Relay credentials are time-limited; an hour is within any sensible limit. */
const FRESH_MS = 3_600_000;

const known = new Map<string, { readonly servers: readonly IceServer[]; readonly at: number }>();

/** The join page has just learned them: the room need not ask again. */
export function rememberIceServers(meeting: string, servers: readonly IceServer[]): void {
  known.set(meeting, { servers, at: performance.now() });
}

export async function iceServersOf(meeting: string, token: string): Promise<readonly IceServer[]> {
  const found = known.get(meeting);
  if (found && performance.now() - found.at < FRESH_MS) return found.servers;
  const { ice_servers: servers } = await getMeeting(meeting, token);
  rememberIceServers(meeting, servers);
  return servers;
}
