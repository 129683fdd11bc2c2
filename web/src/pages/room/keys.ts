import { useEffect } from "preact/hooks";
import type { Texts } from "../../i18n";
import { canShare } from "../../media/screen";
import type { Room } from "../../meeting/room";
import { shortcuts } from "../../settings";
import { canFillScreen, type RoomView } from "./view";

interface Shortcut {
  readonly key: string;
  readonly name: (texts: Texts) => string;
  readonly press: (room: Room, view: RoomView) => void;
}

/** The keys of the room; shown under "more", where they can be turned off (WCAG 2.2, 2.1.4). */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: "M", name: (t) => t.room.microphone, press: (_, view) => view.pressMicrophone() },
  { key: "C", name: (t) => t.room.camera, press: (room) => void room.toggleCamera() },
  { key: "G", name: (t) => t.room.handLong, press: (_, view) => view.pressHand() },
  ...(canShare
    ? [
        {
          key: "S",
          name: (t: Texts) => t.room.shareLong,
          press: (_: Room, view: RoomView) => view.toggleShare(),
        },
      ]
    : []),
  {
    key: "L",
    name: (t) => t.room.swap,
    press: (room, view) => {
      if (room.share.isReceiving.peek()) view.swap();
    },
  },
  { key: "R", name: (t) => t.room.answerTalk, press: (room) => room.answer.press() },
  { key: "D", name: (t) => t.room.roster, press: (_, view) => view.toggle("roster") },
  { key: "A", name: (t) => t.agenda.title, press: (_, view) => view.toggle("agenda") },
  { key: "T", name: (t) => t.room.chat, press: (_, view) => view.toggle("chat") },
  ...(canFillScreen
    ? [
        {
          key: "F",
          name: (t: Texts) => t.room.fullScreen,
          press: (_: Room, view: RoomView) => void view.toggleFullScreen(),
        },
      ]
    : []),
  {
    key: "?",
    name: (t) => t.room.shortcutHelp,
    press: (_, view) => {
      view.dialog.value = "more";
    },
  },
];

const TYPING = "input, textarea, select, [contenteditable]";

export function useKeys(room: Room, view: RoomView): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && view.dialog.peek() === null) view.closePanel();
      if (shortcuts.peek() === "off" || view.dialog.peek() !== null) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const shortcut = SHORTCUTS.find(({ key }) => key === event.key.toUpperCase());
      if (!shortcut) return;
      event.preventDefault();
      shortcut.press(room, view);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [room, view]);
}
