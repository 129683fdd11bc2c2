import { useState } from "preact/hooks";
import { Refusal, type Why } from "../../../api";
import { texts } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import { navigate } from "../../../navigation";
import type { Tree } from "../../../plan/invited";
import { draftOf, faultsOf, type Typed, typedOf } from "../../../plan/typed";
import type { MeetingPlan, Scope, UnitInfo } from "../../../protocol";
import { notify } from "../../../ui/notices";
import { pathToSection } from "../sections";
import { addPlan, changePlan, getPlan } from "./api";
import { keptDraft } from "./kept";
import { pathToMeeting } from "./paths";

/** Everything the editor shows and offers. */
export interface Loaded {
  /** Under what name the unsaved text is kept: a copy is another draft than an empty sheet. */
  readonly draft: string;
  /** The plan that is kept; null for a new meeting. */
  readonly plan: MeetingPlan | null;
  /** What the page begins with. */
  readonly first: Typed;
  readonly units: readonly UnitInfo[];
  readonly tree: Tree;
}

const read = (meeting: string) => getPlan(meeting, new AbortController().signal);

/**
 * A plan while it is edited: what was typed, which is kept in the tab until it is saved or dropped, and what the
 * server said of it. `reload` fetches the page anew.
 */
export function useDrafting(loaded: Loaded, reload: () => void) {
  const kept = keptDraft(loaded.draft);
  const [found] = useState(() => kept.get());
  const [plan, setPlan] = useState(loaded.plan);
  const [typed, setTyped] = useState({ ...loaded.first, ...found?.typed });
  /** The version that was read before anything was typed: one that has changed since is refused. */
  const [version, setVersion] = useState(found?.version ?? plan?.version ?? 0);
  const [dirty, setDirty] = useState(found !== null);
  const [restored, setRestored] = useState(found !== null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [why, setWhy] = useState<Why | null>(null);
  /** The version over which a series is to be saved, while it is asked how much of it changes. */
  const [asking, setAsking] = useState<number | null>(null);

  const set = (change: Partial<Typed>) => {
    const next = { ...typed, ...change };
    setTyped(next);
    setDirty(true);
    kept.set({ version, typed: next });
  };

  const settle = (next: MeetingPlan) => {
    kept.set(null);
    setPlan(next);
    setTyped(typedOf(next.plan));
    setVersion(next.version);
    setDirty(false);
    setRestored(false);
  };

  /** Takes over another state of the plan beside what is being typed. */
  const restate = (next: MeetingPlan) => {
    if (!dirty) return settle(next);
    setPlan(next);
    // Somebody else's changes in between are still to be refused.
    if (next.version > version + 1) return;
    setVersion(next.version);
    kept.set({ version: next.version, typed });
  };

  const refused = (error: unknown) => {
    const refusal = error instanceof Refusal ? error : new Refusal("internal");
    setWhy(refusal.why);
    if (refusal.field !== "") setFaults({ [fieldOf(refusal.field)]: sentence(refusal.why) });
  };

  const keep = async (over: number, scope: Scope) => {
    if (plan) return settle(await changePlan(plan.id, over, draftOf(typed), scope));
    const { id } = await addPlan(draftOf(typed));
    kept.set(null);
    // The way back leads to the list, not to an empty sheet.
    history.replaceState(null, "", pathToSection("meetings"));
    navigate(pathToMeeting(id));
  };

  const save = async (over = version, scope?: Scope) => {
    if (busy) return;
    setWhy(null);
    setAsking(null);
    const wrong = Object.entries(faultsOf(typed));
    const { faults: sentences } = meetingTexts.value.editor;
    setFaults(Object.fromEntries(wrong.map(([field, fault]) => [field, sentences[fault]])));
    if (wrong.length > 0) return;
    if (plan && plan.series !== "" && scope === undefined) return setAsking(over);
    setBusy(true);
    try {
      await keep(over, scope ?? "one");
      notify("news", () => meetingTexts.value.editor.saved);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };

  /** Saves in place of what somebody else has saved meanwhile. */
  const overwrite = async () => {
    try {
      if (plan) await save((await read(plan.id)).version);
    } catch (error) {
      refused(error);
    }
  };

  /** Drops what was typed for what is kept. */
  const forget = () => {
    kept.set(null);
    setDirty(false);
    setRestored(false);
    setWhy(null);
    setFaults({});
    if (plan) void read(plan.id).then(settle, reload);
    else setTyped(loaded.first);
  };

  /** Which meetings of a series what was typed can be for: another repetition is none of a single one. */
  const scopes: readonly Scope[] =
    plan && isSameRepeat(draftOf(typed).repeat, plan.plan.repeat)
      ? ["one", "following", "all"]
      : ["following", "all"];
  const choose = (scope: Scope | null) => {
    if (scope !== null && asking !== null) return void save(asking, scope);
    setAsking(null);
  };

  const shown = { plan, typed, dirty, restored, busy, faults, why, asking, scopes };
  return { ...shown, choose, set, restate, bring: setPlan, save, overwrite, forget };
}

/** The name of a field as the parts of the page know it. */
function fieldOf(raw: string): string {
  const field = raw.replace(/^plan\./, "");
  if (/^(points|units)\b/.test(field)) return "points";
  return field.startsWith("repeat") ? "repeat" : field;
}

function sentence(why: Why): string {
  return why === "request_invalid"
    ? meetingTexts.value.editor.wrongField
    : texts.value.refusal[why];
}

function isSameRepeat(one: MeetingPlan["plan"]["repeat"], other: typeof one): boolean {
  return one?.rule === other?.rule && `${one?.without ?? ""}` === `${other?.without ?? ""}`;
}
