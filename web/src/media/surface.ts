/** A part of this computer's screen that is shared. */
export interface Surface {
  /** `displaySurface` (Screen Capture, section 5.6); "" where the browser does not tell. */
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  /** The page of ours that is in the shared tab; null where it is none, or no tab. */
  readonly page: string | null;
}

/** Where a page of ours is on the screen. */
export interface Spot {
  readonly page: string;
  readonly window: readonly [width: number, height: number];
  readonly screen: readonly [width: number, height: number];
}

/** Shapes that differ by less are of one part of the screen: frames are scaled to whole pixels. */
const ALIKE = 0.02;

/**
 * Whether what is shared may show a page. Of a tab that is known. Of a window and of a screen browsers do not say
 * which it is: another one of the same shape is taken for the page's own.
 */
export function isOn(surface: Surface, spot: Spot): boolean {
  switch (surface.kind) {
    case "browser":
      return surface.page === spot.page;
    case "window":
      return isAlike(surface, spot.window);
    default:
      return isAlike(surface, spot.screen);
  }
}

function isAlike({ width, height }: Surface, [across, down]: readonly [number, number]): boolean {
  // A picture that has not come yet has no size.
  if (width === 0 || height === 0 || across === 0 || down === 0) return true;
  return Math.abs((width * down) / (height * across) - 1) < ALIKE;
}

/** Capture Handle, which one family of browsers has: it says which of our pages is in a shared tab. */
interface Handling {
  setCaptureHandleConfig?(config: { handle: string; permittedOrigins: string[] }): void;
}

interface Handled {
  getCaptureHandle?(): { readonly handle?: string } | null;
}

/** Gives a page its name for those of our pages that share its tab. */
export function namePage(page: string): void {
  const devices: (MediaDevices & Handling) | undefined = navigator.mediaDevices;
  devices?.setCaptureHandleConfig?.({ handle: page, permittedOrigins: [location.origin] });
}

/** What a captured picture shows of the screen. */
export function surfaceOf(track: MediaStreamTrack & Handled): Surface {
  const { displaySurface = "", width = 0, height = 0 } = track.getSettings();
  const page = track.getCaptureHandle?.()?.handle ?? null;
  return { kind: displaySurface, width, height, page };
}

/** Where this page is now. */
export function spotOf(page: string): Spot {
  return {
    page,
    window: [window.outerWidth, window.outerHeight],
    screen: [window.screen.width, window.screen.height],
  };
}
