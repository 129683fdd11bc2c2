/** Bits per second: a full screen of text changes within a second or two; between changes it takes next to none. */
export const CONTENT_BITRATE = 2_000_000;

/** Pictures a second at most: pages are turned, not played, and the bits go into sharp letters. */
export const CONTENT_FPS = 10;

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
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: {
        width: { max: WIDTH },
        height: { max: HEIGHT },
        frameRate: { ideal: CONTENT_FPS, max: CONTENT_FPS },
      },
      audio: false,
    });
    const track = stream.getVideoTracks()[0];
    if (!track) throw new DOMException("no track", "NotFoundError");
    // Letters rather than movement: the size stays, pictures become fewer.
    track.contentHint = "detail";
    return track;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}
