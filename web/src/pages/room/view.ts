import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Room } from "../../meeting/room";
import type { Paper } from "../../protocol";

export type PanelName = "roster" | "chat" | "agenda";
type DialogName = "more" | "leave" | "record" | "take" | "locked" | "finish" | "heads";

/** What is folded out, what has been read: the part of the room that no server knows. */
export class RoomView {
  readonly panel: Signal<PanelName | null> = signal(null);
  readonly dialog: Signal<DialogName | null> = signal(null);
  /** The invitation to open the microphone has been looked at; the line below still says it. */
  readonly invitationSeen = signal(false);
  /** Which picture is the large one while content is shared. */
  readonly large: Signal<"content" | "people"> = signal("content");
  /** The paper that is read beside the picture. */
  readonly paper: Signal<Paper | null> = signal(null);
  readonly fullScreen = signal(document.fullscreenElement !== null);
  readonly unread = computed(() => this.#unread());
  readonly #room: Room;
  /** The last line of chat that was on the screen; lines from before we came are not news. */
  readonly #read: Signal<number | null> = signal(null);

  constructor(room: Room) {
    this.#room = room;
  }

  /** Follows the room until the returned function is called. */
  watch(): () => void {
    const changed = () => {
      this.fullScreen.value = document.fullscreenElement !== null;
    };
    document.addEventListener("fullscreenchange", changed);
    const share = computed(() => this.#room.state.value?.sharing?.since);
    const stopSharing = effect(() => {
      // Each share begins with its content large.
      if (share.value !== undefined) this.large.value = "content";
    });
    const stopInviting = effect(() => {
      if (!this.#room.part.mic.value?.invited) this.invitationSeen.value = false;
    });
    const stop = effect(() => {
      const chat = this.#room.state.value?.chat;
      if (!chat) return;
      const isOpen = this.panel.value === "chat";
      if (isOpen || this.#read.peek() === null) this.#read.value = chat.at(-1)?.id ?? 0;
    });
    return () => {
      stop();
      stopSharing();
      stopInviting();
      document.removeEventListener("fullscreenchange", changed);
    };
  }

  toggle(panel: PanelName): void {
    if (this.panel.peek() === panel) this.closePanel();
    else this.panel.value = panel;
  }

  /** Folds the panel in; the focus goes back to the button that folds it out. */
  closePanel(): void {
    const panel = this.panel.peek();
    if (panel === null) return;
    this.panel.value = null;
    document.getElementById(`open-${panel}`)?.focus();
  }

  /** Puts the small picture in the place of the large one. */
  swap(): void {
    this.large.value = this.large.peek() === "content" ? "people" : "content";
  }

  /** Opens or closes the microphone; where it may not be opened, says why. */
  pressMicrophone(): void {
    const { switches, part } = this.#room;
    const opens = !switches.microphone.peek().wanted;
    if (opens && part.mic.peek()?.may_open === false) this.dialog.value = "locked";
    else void this.#room.toggleMicrophone();
  }

  /** Raises the hand or takes it down; who speaks is asked whether he has finished. */
  pressHand(): void {
    if (this.#room.part.place.peek().kind === "onAir") this.dialog.value = "finish";
    else this.#room.toggleHand();
  }

  /** Begins to share, or ends it; in place of another point's only after a question. */
  toggleShare(): void {
    const { share } = this.#room;
    if (share.own.peek()) share.stop();
    else if (share.isReceiving.peek()) this.dialog.value = "take";
    else void share.start(false);
  }

  async toggleFullScreen(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
    else {
      await document.documentElement.requestFullscreen();
      await layOnSide();
    }
  }

  #unread(): number {
    const state = this.#room.state.value;
    const read = this.#read.value;
    if (!state || read === null) return 0;
    return state.chat.filter((line) => line.id > read && line.point !== state.you).length;
  }
}

/** Turns what a phone shows that is held upright, also where its own turning is off: the picture is wide. */
async function layOnSide(): Promise<void> {
  // Not among the library's types, because it is not everywhere.
  const orientation: ScreenOrientation & { lock?(to: "landscape"): Promise<void> } =
    screen.orientation;
  if (innerHeight > innerWidth) await orientation.lock?.("landscape").catch(() => undefined);
}

/** Phones of one maker let only videos fill the screen; then there is no button for it. */
export const canFillScreen = document.fullscreenEnabled === true;
