import { bearer, Refusal, request } from "../api";

/** A media session at the server (RFC 9725). */
interface WhipSession {
  readonly answer: string;
  readonly location: string;
}

/** Joins the media of a meeting with an SDP offer. */
export async function postOffer(
  meeting: string,
  token: string,
  offer: string,
  signal: AbortSignal,
): Promise<WhipSession> {
  const response = await request(`/media/${encodeURIComponent(meeting)}`, {
    method: "POST",
    ...(await packed(offer, { ...bearer(token), "Content-Type": "application/sdp" })),
    signal,
  });
  const location = response.headers.get("Location");
  if (location === null) throw new Refusal("internal");
  return { answer: await response.text(), location: new URL(location, response.url).href };
}

/** Restarts ICE under the same session and returns the server's fragment (RFC 9725, section 4.3.3). */
export async function patchRestart(
  location: string,
  token: string,
  fragment: string,
  signal: AbortSignal,
): Promise<string> {
  const response = await request(location, {
    method: "PATCH",
    headers: {
      ...bearer(token),
      "Content-Type": "application/trickle-ice-sdpfrag",
      "If-Match": '"*"',
    },
    body: fragment,
    signal,
  });
  return response.text();
}

/** Leaves; sent even while the page closes, and not waited for. */
export function deleteSession(location: string, token: string): void {
  void request(location, { method: "DELETE", headers: bearer(token), keepalive: true }).catch(
    () => undefined, // The control connection has said `leave` as well.
  );
}

/**
 * A body of some KiB as gzip, where the browser can: an offer of 10 kB would be seven TCP segments, of which
 * on a bad line one is lost more often than not, and is two.
 */
async function packed(
  body: string,
  headers: Record<string, string>,
): Promise<Pick<RequestInit, "body" | "headers">> {
  if (typeof CompressionStream === "undefined") return { body, headers };
  const zipped = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  return {
    body: await new Response(zipped).blob(),
    headers: { ...headers, "Content-Encoding": "gzip" },
  };
}
