/**
 * Bits per second, on the average of some seconds. A page that is turned is sent coarse, at the pace of the line
 * whatever is said here, and made sharp with these; one that stands takes next to none.
 */
export const CONTENT_BITRATE = 1_400_000;

/** Pictures a second at most: a turned page is taken up within a thirtieth of a second. */
export const CONTENT_FPS = 30;

/**
 * Pictures a second at least, though nothing changes. Chromium's encoder throws away the first picture of a new
 * page, which is larger than it expects, and waits for the next one, which would come after a second; and it
 * counts its bits by pictures, so it cannot afford a page soon after another if there are none between.
 */
const LEAST_FPS = 12;

/** Full HD: a larger screen is made smaller by the browser, once, before it is sent. */
const WIDTH = 1920;
const HEIGHT = 1080;

/** Phones cannot share their screen; there is no button for it then. */
export const canShare =
  typeof navigator !== "undefined" && typeof navigator.mediaDevices?.getDisplayMedia === "function";

/**
 * Asks the person what to share. Null where the answer is no; throws where sharing is not possible.
 * The track ends when the person stops by the browser's own button.
 */
export async function captureScreen(): Promise<MediaStreamTrack | null> {
  try {
    const size = { width: { max: WIDTH }, height: { max: HEIGHT } };
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { ...size, frameRate: { ideal: CONTENT_FPS, max: CONTENT_FPS } },
      audio: false,
    });
    const track = stream.getVideoTracks()[0];
    if (!track) throw new DOMException("no track", "NotFoundError");
    // Letters rather than movement: the size stays, pictures become fewer.
    track.contentHint = "detail";
    // Only to be said afterwards (Screen Capture, section 5.2), and a wish: pages are turned without it, too.
    await track
      .applyConstraints({ ...size, frameRate: { min: LEAST_FPS, max: CONTENT_FPS } })
      .catch(() => undefined);
    return track;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}
