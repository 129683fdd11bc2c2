import type { FunctionComponent } from "preact";
import { Agenda } from "./agenda";
import { Chat } from "./chat";
import { Lobby } from "./lobby";
import { Notices } from "./notices";
import { RollCall } from "./roll";
import { Scenes } from "./scenes";
import type { ConsoleView, Tab } from "./view";
import { Votes } from "./votes";

/** A part of the meeting's business: a tab of the lower half, opened by its key, named in the texts' `tabs`. */
interface Panel {
  readonly tab: Tab;
  readonly key: string;
  readonly Part: FunctionComponent<{ view: ConsoleView }>;
  /** What its tab says of it while it is not open: a number, or a dot; "" for nothing new. */
  readonly news?: (view: ConsoleView) => string;
}

const dot = (is: boolean) => (is ? "●" : "");
const count = (number: number) => (number > 0 ? String(number) : "");

/** All of them, in the order of the tabs. */
export const PANELS: readonly Panel[] = [
  { tab: "scenes", key: "O", Part: Scenes },
  { tab: "agenda", key: "A", Part: Agenda },
  {
    tab: "roll",
    key: "D",
    Part: RollCall,
    news: ({ desk }) => dot(desk.roll.value?.open ?? false),
  },
  {
    tab: "votes",
    key: "B",
    Part: Votes,
    news: ({ desk }) => dot(desk.votes.value.some((one) => one.result === null && !one.cancelled)),
  },
  {
    tab: "notices",
    key: "T",
    Part: Notices,
    news: ({ desk }) => dot((desk.notices.value?.text ?? "") !== ""),
  },
  {
    tab: "lobby",
    key: "C",
    Part: Lobby,
    news: ({ desk }) => count(desk.seats.value.filter(({ state }) => state === "lobby").length),
  },
  { tab: "chat", key: "G", Part: Chat, news: (view) => count(view.unread.value) },
];
