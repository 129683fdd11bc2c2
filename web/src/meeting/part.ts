import { computed, type Signal, signal } from "@preact/signals";
import type { ClientMessage, Count, ServerMessage, ServerVoteTold } from "../protocol";
import { notify } from "../ui/notices";
import { type Ballot, ballotOf, runningVote, shownResult } from "./ballot";
import { type Place, placeOf } from "./floor";
import { type MeetingState, ownSeat } from "./state";
import type { Switches } from "./switches";

/** What taking part needs of its room. */
export interface PartOwner {
  readonly state: Signal<MeetingState | null>;
  readonly switches: Switches;
  send(message: ClientMessage): void;
}

/** The own part in a formal meeting: the floor, votes, the roll call, what is asked of us. */
export class Part {
  readonly place = computed(() => this.#place());
  readonly waits = computed(() => ownSeat(this.#state.value)?.state === "lobby");
  readonly mic = computed(() => this.#state.value?.conduct.mic ?? null);
  /** The vote that is taken now, and our part in it. */
  readonly vote = computed(() => this.#vote());
  /** The result that all are shown, until we put it away. */
  readonly result = computed(() => this.#result());
  /** The roll is called, and nobody has said yet how many sit here. */
  readonly asksHeads = computed(() => this.#asksHeads());
  /** How many sit here, as the roll call has it. */
  readonly heads = computed(() => this.#heads());
  readonly #owner: PartOwner;
  readonly #state: Signal<MeetingState | null>;
  /** The vote whose result was put away. */
  readonly #seen: Signal<string | null> = signal(null);
  readonly #headsLater = signal(false);

  constructor(owner: PartOwner) {
    this.#owner = owner;
    this.#state = owner.state;
  }

  /** Raises the hand; a subject may be given then, or afterwards. */
  raise(subject = ""): void {
    const { switches } = this.#owner;
    switches.subject.value = subject.trim().normalize("NFC");
    if (switches.hand.peek().actual) {
      this.#owner.send({ type: "floor.request", subject: switches.subject.peek() });
    } else {
      switches.ask("hand", true);
    }
  }

  withdraw(): void {
    this.#owner.switches.ask("hand", false);
  }

  /** Ends the own turn. */
  finish(): void {
    this.#owner.send({ type: "floor.withdraw" });
  }

  decline(): void {
    this.#owner.send({ type: "mic.answer", accept: false });
  }

  cast(vote: string, counts: Count[]): void {
    this.#owner.send({ type: "vote.cast", vote, counts });
  }

  putAway(vote: string): void {
    this.#seen.value = vote;
  }

  report(heads: number): void {
    this.#owner.send({ type: "roll.report", heads });
  }

  headsLater(): void {
    this.#headsLater.value = true;
  }

  /** News of the meeting that change what we do, and would be missed if they only vanished. */
  told(before: MeetingState | null, message: ServerMessage): void {
    if (message.type === "roll" && !message.open) this.#headsLater.value = false;
    if (message.type !== "vote" || !message.cancelled || before === null) return;
    if (runningVote(before.conduct)?.vote === message.vote) {
      notify("news", (t) => (message.lost ? t.vote.lost : t.vote.cancelled));
    }
  }

  #place(): Place {
    const state = this.#state.value;
    return placeOf(state?.conduct.floor ?? null, state?.you ?? "");
  }

  #vote(): { readonly vote: ServerVoteTold; readonly ballot: Ballot } | null {
    const conduct = this.#state.value?.conduct;
    const vote = conduct ? runningVote(conduct) : null;
    if (!conduct || vote === null) return null;
    return { vote, ballot: ballotOf(vote, conduct.ballots.get(vote.vote)) };
  }

  #result(): ServerVoteTold | null {
    const conduct = this.#state.value?.conduct;
    const vote = conduct ? shownResult(conduct) : null;
    return vote?.vote === this.#seen.value ? null : vote;
  }

  #heads(): number | null {
    const state = this.#state.value;
    return state?.conduct.marks.get(state.you)?.heads ?? null;
  }

  #asksHeads(): boolean {
    const isOpen = this.#state.value?.conduct.roll?.open ?? false;
    return isOpen && this.heads.value === null && !this.#headsLater.value;
  }
}
