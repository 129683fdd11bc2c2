import { batch, computed, effect, type Signal, signal } from "@preact/signals";
import type { Viewer } from "../../media/viewer";
import type { Desk } from "../../meeting/desk";
import { TALK, Talk } from "../../meeting/talk";
import { isSameScene, viewFor } from "../../meeting/views";
import type { OnAir, Preset, Scene } from "../../protocol";
import { inTab, onComputer } from "../../stored";
import { type Draft, draftFrom, flawIn } from "./draft";
import { type Facts, type Filter, type Row, rowsOf } from "./rows";

/** The parts of the lower half; `panels.tsx` has what they are made of. */
export type Tab = "scenes" | "agenda" | "roll" | "votes" | "notices" | "lobby" | "chat";

/** The keys that scenes are kept under. */
export const PRESET_KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** What the screens of one operator have in common. */
interface Work {
  readonly chosen: string | null;
  readonly draft: Draft | null;
}

/** Minutes that a speaker may be given; null is without a limit. */
export const LIMITS: readonly (number | null)[] = [3, 5, 7, 10, 15, null];

const limitKept = onComputer("console.limit");
const KNOWN_AIR: readonly OnAir[] = [];

/** What one operator looks at and has chosen; nothing of it is known to the meeting. */
export class ConsoleView {
  readonly query = signal("");
  readonly filter: Signal<Filter> = signal("all");
  readonly folded: Signal<ReadonlySet<string>> = signal(new Set<string>());
  /** The key of the chosen line of the list: a point's id, or a unit's. */
  readonly chosen: Signal<string | null> = signal(null);
  readonly tab: Signal<Tab> = signal("agenda");
  /** The scene that is being composed, also after the page was loaded anew; null while none is. */
  readonly draft: Signal<Draft | null>;
  /** The key whose scene was asked for last. */
  readonly applied: Signal<number | null> = signal(null);
  readonly limit: Signal<number | null> = signal(keptLimit());
  readonly dialog: Signal<"help" | "close" | "record" | "remove" | "cancel" | "talk" | null> =
    signal(null);

  readonly hands = computed(() => new Set(this.desk.floor.value?.queue.map((one) => one.point)));
  readonly onAir = computed(() => this.desk.floor.value?.on_air ?? KNOWN_AIR);
  readonly ready = computed(() => this.desk.floor.value?.ready ?? null);
  /** The draft that the preview shows: who is next comes before it. */
  readonly previewed = computed(() => (this.ready.value === null ? this.draft.value : null));
  readonly rows: Signal<readonly Row[]> = computed(() => {
    const { seats, marks, lines, paths } = this.desk;
    const facts: Facts = {
      seats: seats.value,
      hands: this.hands.value,
      marks: marks.value,
      lines: lines.value,
      paths: paths.value,
    };
    const [query, filter, folded] = [this.query.value, this.filter.value, this.folded.value];
    return rowsOf(facts, { query, filter, folded });
  });
  /** The points of the chosen line. */
  readonly chosenPoints = computed<readonly string[]>(() => {
    const key = this.chosen.value;
    if (key === null) return [];
    if (this.desk.byPoint.value.has(key)) return [key];
    const row = this.rows.value.find((one) => one.key === key);
    return row?.kind === "unit" ? row.points : [];
  });
  /** The one chosen point; null where it is a unit, or nothing. */
  readonly chosenPoint = computed(() => {
    const key = this.chosen.value;
    return key !== null && this.desk.byPoint.value.has(key) ? key : null;
  });

  /** The point that a private talk would be with: the one chosen, else the one that is next. */
  readonly talkable = computed(() => this.chosenPoint.value ?? this.ready.value);
  readonly talk: Talk;
  /** Lines that points have written since the chat was last on the screen; what was there before is no news. */
  readonly unread = computed(() => {
    const [chat, read] = [this.desk.chat.value, this.#read.value];
    return read === null ? 0 : chat.filter(({ id, point }) => id > read && point !== "").length;
  });
  readonly #read: Signal<number | null> = signal(null);
  readonly #kept: ReturnType<typeof inTab>;

  constructor(
    readonly desk: Desk,
    readonly viewer: Viewer,
  ) {
    this.talk = new Talk(desk, viewer);
    this.#kept = inTab(`draft.${desk.meeting}`);
    this.draft = signal(draftFrom(this.#kept.get()));
    if (this.draft.peek() !== null) this.tab.value = "scenes";
  }

  /** Follows the meeting and the operator's other screens until the returned function is called. */
  follow(): () => void {
    const stops = [
      this.talk.follow(),
      this.#shareWork(),
      effect(() => {
        const draft = this.draft.value;
        this.#kept.set(draft && JSON.stringify(draft));
      }),
      effect(() => {
        if (this.desk.state.value !== null && this.#read.peek() === null) this.readChat();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** What is chosen and composed on one screen is on the others, too. */
  #shareWork(): () => void {
    const channel = new BroadcastChannel(`console.${this.desk.meeting}`);
    let shared: Work = { chosen: this.chosen.peek(), draft: this.draft.peek() };
    channel.onmessage = ({ data }: MessageEvent<Work | null>) => {
      if (data === null) {
        channel.postMessage(shared);
        return;
      }
      shared = data;
      batch(() => {
        this.chosen.value = data.chosen;
        this.draft.value = data.draft;
      });
    };
    const stop = effect(() => {
      const work = { chosen: this.chosen.value, draft: this.draft.value };
      if (work.chosen === shared.chosen && work.draft === shared.draft) return;
      shared = work;
      channel.postMessage(work);
    });
    // A screen that is opened later asks.
    channel.postMessage(null);
    return () => {
      stop();
      channel.close();
    };
  }

  /** All that was written has been on this screen. */
  readChat(): void {
    this.#read.value = this.desk.chat.peek().at(-1)?.id ?? 0;
  }

  toggleUnit(key: string, open?: boolean): void {
    const folded = new Set(this.folded.peek());
    if (open ?? folded.has(key)) folded.delete(key);
    else folded.add(key);
    this.folded.value = folded;
  }

  chooseLimit(minutes: number | null): void {
    this.limit.value = minutes;
    limitKept.set(minutes === null ? "none" : String(minutes));
  }

  nextLimit(): void {
    const at = LIMITS.indexOf(this.limit.peek());
    this.chooseLimit(LIMITS[(at + 1) % LIMITS.length] ?? null);
  }

  prepare(point: string | null): void {
    if (point === null) this.desk.refuse("prepare", "nobody");
    else this.desk.act("prepare", { type: "floor.prepare", point });
  }

  prepareFirst(): void {
    const first = this.desk.floor.peek()?.queue[0];
    if (first === undefined) this.desk.refuse("prepare", "noHands");
    else this.prepare(first.point);
  }

  unprepare(): void {
    this.desk.act("prepare", { type: "floor.prepare", point: null });
  }

  /** Preview to program: who is next, else the scene that is being composed. */
  take(): void {
    const draft = this.previewed.peek();
    if (draft === null) this.call();
    else this.#takeDraft(draft);
  }

  call(beside = false): void {
    const point = this.ready.peek();
    // A key that is hit twice calls once.
    if (this.desk.isGoing("call")) return;
    if (point === null) {
      this.desk.refuse("call", "nobody");
      return;
    }
    const minutes = this.limit.peek();
    this.desk.act("call", {
      type: "floor.call",
      point,
      beside,
      ...(minutes === null ? {} : { limit_s: minutes * 60 }),
    });
  }

  /** Who was called last is stopped first; all are by hand. */
  stop(point = this.onAir.peek().at(-1)?.point): void {
    if (point !== undefined) this.desk.act("air", { type: "floor.stop", point });
  }

  pause(turn = this.onAir.peek().at(-1)): void {
    if (turn === undefined) return;
    const { point, paused } = turn;
    this.desk.act("air", { type: "floor.pause", point, on: paused === null });
  }

  addMinute({ point, limit_s }: OnAir): void {
    if (limit_s === null) return;
    this.desk.act("air", { type: "floor.limit", point, limit_s: limit_s + 60 });
  }

  /** Begins a private talk, or ends the one there is. */
  toggleTalk(): void {
    const point = this.talkable.peek();
    if (this.talk.point.peek() !== null) this.talk.end();
    else if (point === null) this.desk.refuse(TALK, "nobody");
    else if (this.onAir.peek().some((turn) => turn.point === point)) this.dialog.value = "talk";
    else void this.talk.begin(point);
  }

  presetOf(key: number): Preset | undefined {
    return this.desk.scene.value?.presets.find((one) => one.key === key);
  }

  /** The scene of a key goes on air. */
  applyPreset(key: number): void {
    if (this.presetOf(key) === undefined) this.desk.refuse("scene", { code: "preset_unknown" });
    else if (this.desk.act("scene", { type: "scene.apply", key })) this.applied.value = key;
  }

  /** What is being composed goes on air; where nothing is, composing begins. */
  takeComposed(): void {
    const draft = this.draft.peek();
    this.tab.value = "scenes";
    if (draft === null) this.compose();
    else this.#takeDraft(draft);
  }

  #takeDraft(draft: Draft): void {
    if (draft.points !== undefined) this.showAlone(draft.scene, draft.points);
    else if (this.isUsable(draft) && !this.desk.isGoing("scene")) {
      this.desk.act("scene", { type: "scene.take", scene: draft.scene });
    }
  }

  /** Whether a draft would change what is on air. */
  isUsable({ scene }: Draft): boolean {
    return flawIn(scene) === null && !isSameScene(scene, this.desk.scene.value?.scene);
  }

  /** Shows a scene to some points in place of what is on air. */
  showAlone(scene: Scene, points: readonly string[]): void {
    const view = viewFor(this.desk.views.peek(), scene, points);
    if (view === null || flawIn(scene) !== null || this.desk.isGoing("scene")) return;
    this.desk.act("scene", { type: "view.show", view });
  }

  /** Turns the page by hand, where there are pages. */
  turnPage(by: 1 | -1): void {
    const pages = this.desk.program.peek()?.pages ?? 1;
    if (pages > 1) this.desk.act("scene", { type: "scene.page", by });
  }

  /** Begins to compose from what is kept under a key, else from what is on air. */
  compose(key = this.desk.scene.peek()?.key ?? 1): void {
    this.tab.value = "scenes";
    const kept = this.presetOf(key);
    const onAir = this.desk.scene.peek();
    const scene = onAir?.key === key ? onAir.scene : (kept?.scene ?? onAir?.scene ?? {});
    this.draft.value = { scene, key, name: kept?.name ?? "" };
  }

  muteChosen(): void {
    const points = this.chosenPoints.peek();
    if (points.length === 0) this.desk.refuse("chosen", "nobody");
    else this.desk.act("chosen", { type: "mic.silence", points: [...points] });
  }

  muteAll(): void {
    this.desk.act("mute-all", { type: "mic.silence" });
  }

  lockMics(): void {
    const on = !(this.desk.rules.peek()?.mics_locked ?? false);
    this.desk.act("lock-mics", { type: "mic.lock", on });
  }
}

function keptLimit(): number | null {
  const kept = limitKept.get();
  if (kept === "none") return null;
  return LIMITS.find((minutes) => minutes !== null && String(minutes) === kept) ?? 5;
}
