import type { Shown } from "./film";

/** Pictures a second at most: a turned page is taken up within a thirtieth of a second. */
export const CONTENT_FPS = 30;

/**
 * Pictures a second at least, though nothing changes. Chromium's encoder throws away the first picture of a new
 * page, which is larger than it expects, and waits for the next one, which would come after a second; and it
 * counts its bits by pictures, so it cannot afford a page soon after another if there are none between. By 12 a second
 * the first 100 kB of a page have left after 0.60 s, by 20 after 0.44, by 30 after 0.39; one in which nothing changes
 * is a packet for each who watches.
 */
const LEAST_FPS = 24;

/** Full HD: a larger screen is made smaller by the browser, once, before it is sent. */
const WIDTH = 1920;
const HEIGHT = 1080;

/** Phones cannot share their screen; there is no button for it then. */
export const canShare =
  typeof navigator !== "undefined" && typeof navigator.mediaDevices?.getDisplayMedia === "function";

const SIZES = {
  pages: { width: { max: WIDTH }, height: { max: HEIGHT } },
  // What moves is looked at, not read: more pixels would take pictures or bits from it.
  film: { width: { max: 1280 }, height: { max: 720 } },
};

/** As it was recorded: no voice is to be made out of it. */
const SOUND = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  /** The meeting's own sound, which this page plays, is not part of it. */
  restrictOwnAudio: true,
};

/**
 * What the browser's question offers (Screen Capture, section 5.4.1, of which not all browsers have all): not the page
 * that asks, which would show itself, and another tab later on. A whole screen sounds of the meeting as well, which all
 * would hear a second time: its sound is offered only where the browser leaves out the page's own.
 */
const OFFERED = {
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
  monitorTypeSurfaces: "include",
} as const;

function systemAudio(): "include" | "exclude" {
  const known: MediaTrackSupportedConstraints & { restrictOwnAudio?: boolean } =
    navigator.mediaDevices.getSupportedConstraints();
  return known.restrictOwnAudio === true ? "include" : "exclude";
}

/** What a person shares; `sound` where the browser and the person give it. */
export interface Captured {
  readonly picture: MediaStreamTrack;
  readonly sound: MediaStreamTrack | null;
}

/**
 * Asks the person what to share. Null where the answer is no; throws where sharing is not possible.
 * The picture ends when the person stops by the browser's own button.
 */
export async function captureScreen(): Promise<Captured | null> {
  try {
    const wanted = {
      ...OFFERED,
      systemAudio: systemAudio(),
      video: { ...SIZES.pages, frameRate: { ideal: CONTENT_FPS, max: CONTENT_FPS } },
      audio: SOUND,
    };
    const stream = await navigator.mediaDevices.getDisplayMedia(wanted);
    const picture = stream.getVideoTracks()[0];
    if (!picture) throw new DOMException("no track", "NotFoundError");
    await suit(picture, "pages");
    return { picture, sound: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}

/** Has a picture sent as pages, whose letters count, or as a film, which is to move. */
export async function suit(picture: MediaStreamTrack, shown: Shown): Promise<void> {
  const isFilm = shown === "film";
  // Of pages the size stays and pictures become fewer, of a film the other way round.
  picture.contentHint = isFilm ? "motion" : "detail";
  // Only to be said afterwards (Screen Capture, section 5.2), and a wish: pages are turned without it, too.
  const least = isFilm ? {} : { min: LEAST_FPS };
  await picture
    .applyConstraints({ ...SIZES[shown], frameRate: { ...least, max: CONTENT_FPS } })
    .catch(() => undefined);
}
