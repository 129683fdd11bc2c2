import { getMeeting } from "../api";
import type { IceServer } from "../protocol";

/** Relay credentials are good for an hour at least: half of it leaves time to use them. */
const FRESH_MS = 1_800_000;

const known = new Map<string, { readonly servers: readonly IceServer[]; readonly at: number }>();

/** The join page has just learned them: the room need not ask again. */
export function rememberIceServers(meeting: string, servers: readonly IceServer[]): void {
  known.set(meeting, { servers, at: performance.now() });
}

/** What we know, renewed where it has become old. Asked before each join and each ICE restart. */
export async function iceServersOf(meeting: string, token: string): Promise<readonly IceServer[]> {
  const found = known.get(meeting);
  if (found && performance.now() - found.at < FRESH_MS) return found.servers;
  try {
    const { ice_servers: servers } = await getMeeting(meeting, token);
    rememberIceServers(meeting, servers);
    return servers;
  } catch (error) {
    // They may be good still, and a way without a relay needs none.
    if (found) return found.servers;
    throw error;
  }
}
