/**
 * Trickle-ICE SDP fragments (RFC 8840) as WHIP uses them to restart ICE (RFC 9725, section 4.3.3).
 * Everything is bundled, so the first m-line carries the credentials of all.
 */

const SESSION_LINES = /^a=(ice-options|group:BUNDLE|ice-lite)/;
const ICE_LINES = /^a=(mid|ice-ufrag|ice-pwd|candidate|end-of-candidates)/;

function lines(sdp: string): string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== "");
}

function join(all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join("");
}

/** The fragment that asks the server for an ICE restart, from our new local description. */
export function fragmentOf(sdp: string): string {
  const all = lines(sdp);
  const first = all.findIndex((line) => line.startsWith("m="));
  const rest = all.slice(first + 1);
  const second = rest.findIndex((line) => line.startsWith("m="));
  const section = second < 0 ? rest : rest.slice(0, second);
  return join([
    ...all.slice(0, first).filter((line) => SESSION_LINES.test(line)),
    ...all.slice(first, first + 1),
    ...section.filter((line) => ICE_LINES.test(line)),
  ]);
}

/** The server's earlier answer with the ICE credentials and candidates of its fragment. */
export function withFragment(answer: string, fragment: string): string {
  const renewed = lines(fragment);
  const ufrag = renewed.find((line) => line.startsWith("a=ice-ufrag:"));
  const password = renewed.find((line) => line.startsWith("a=ice-pwd:"));
  if (!ufrag || !password) throw new Error("the fragment has no ICE credentials");
  const candidates = renewed.filter((line) => line.startsWith("a=candidate:"));
  const replaced: string[] = [];
  for (const line of lines(answer)) {
    if (line.startsWith("a=ice-ufrag:")) replaced.push(ufrag);
    else if (line.startsWith("a=ice-pwd:")) replaced.push(password, ...candidates);
    else if (!(candidates.length > 0 && line.startsWith("a=candidate:"))) replaced.push(line);
  }
  return join(replaced);
}
