import { useEffect, useRef, useState } from "preact/hooks";
import { pathToLogin } from "../../../account";
import { Refusal, type Why, whyOf } from "../../../api";
import { dayInWords, texts } from "../../../i18n";
import { adminTexts } from "../../../i18n/admin";
import { meetingTexts } from "../../../i18n/meetings";
import { navigate } from "../../../navigation";
import { standingOf } from "../../../plan/listing";
import { draftOf, faultsOf, type Typed, typedOf } from "../../../plan/typed";
import type { MeetingPlan } from "../../../protocol";
import { pathTo } from "../../../route";
import { notify } from "../../../ui/notices";
import { Trouble } from "../../../ui/status";
import { pathToSection } from "../sections";
import { AgendaPart } from "./agenda";
import { addPlan, changePlan, getPlan, setState } from "./api";
import { BasicsPart } from "./basics";
import type { Loaded } from "./editor";
import { InvitedPart } from "./invited";
import { keptDraft } from "./kept";
import { StandingMark } from "./line";
import { MoreDialog } from "./more";
import { pathToMeeting } from "./paths";
import { PeoplePart } from "./people";
import { RulesPart } from "./rules";
import { TimePart } from "./time";

interface SheetProps {
  loaded: Loaded;
  reload: () => void;
}

/** The form. What was typed is kept in the tab until it is saved or dropped. */
export function Sheet({ loaded, reload }: SheetProps) {
  const t = meetingTexts.value.editor;
  const kept = keptDraft(loaded.draft);
  const [found] = useState(() => kept.get());
  const [plan, setPlan] = useState(loaded.plan);
  const [typed, setTyped] = useState({ ...loaded.first, ...found?.typed });
  const [version, setVersion] = useState(found?.version ?? plan?.version ?? 0);
  const [dirty, setDirty] = useState(found !== null);
  const [restored, setRestored] = useState(found !== null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [why, setWhy] = useState<Why | null>(null);
  const form = useRef<HTMLFormElement>(null);

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
  const save = async (over = version) => {
    if (busy) return;
    setWhy(null);
    const wrong = faultsOf(typed);
    setFaults(
      Object.fromEntries(Object.entries(wrong).map(([field, it]) => [field, t.faults[it]])),
    );
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      if (plan) settle(await changePlan(plan.id, over, draftOf(typed)));
      else {
        const { id } = await addPlan(draftOf(typed));
        kept.set(null);
        // The way back leads to the list, not to an empty sheet.
        history.replaceState(null, "", pathToSection("meetings"));
        navigate(pathToMeeting(id));
      }
      notify("news", () => meetingTexts.value.editor.saved);
    } catch (error) {
      const refused = error instanceof Refusal ? error : new Refusal("internal");
      setWhy(refused.why);
      if (refused.field !== "") setFaults({ [fieldOf(refused.field)]: sentence(refused.why) });
    } finally {
      setBusy(false);
    }
  };
  const overwrite = async () => {
    if (plan) await save((await getPlan(plan.id, new AbortController().signal)).version);
  };
  const forget = () => {
    kept.set(null);
    if (!plan) setTyped(loaded.first);
    setDirty(false);
    setRestored(false);
    setWhy(null);
    setFaults({});
    if (plan) {
      void getPlan(plan.id, new AbortController().signal).then(settle, () => reload());
    }
  };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  const may = plan === null || plan.may_change;
  const open = plan === null || plan.state === "draft" || plan.state === "announced";
  const part = { typed, set, fault: (field: string) => faults[field] };
  const count = Object.keys(faults).length;
  return (
    <form
      ref={form}
      class="plan-sheet"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SheetHead plan={plan} typed={typed} changed={restate} />
      {!may && <p class="plan-note">{t.mayNot}</p>}
      {may && !open && <p class="plan-note">{t.closed}</p>}
      {restored && (
        <div class="plan-note" role="status" data-testid="kept">
          <p>{t.kept}</p>
          <button type="button" class="button" data-testid="forget" onClick={forget}>
            {t.forget}
          </button>
        </div>
      )}
      <fieldset class="plan-parts" disabled={!may || !open}>
        <div class="plan-main">
          <BasicsPart {...part} units={loaded.units} />
          <TimePart {...part} series={plan?.series ?? ""} own={plan?.id ?? ""} />
          <AgendaPart {...part} plan={plan} changed={setPlan} />
        </div>
        <div class="plan-side">
          <InvitedPart {...part} plan={plan} tree={loaded.tree} />
          <PeoplePart {...part} plan={plan} tree={loaded.tree} accounts={loaded.accounts} />
          <RulesPart {...part} />
        </div>
      </fieldset>
      {may && open && (
        <footer class="plan-foot">
          <div class="plan-says">
            {why && <Trouble text={texts.value.refusal[why]} testId="form-trouble" />}
            {!why && count > 0 && <Trouble text={t.wrong(count)} testId="form-trouble" />}
            {!why && count === 0 && dirty && <p class="faint">{t.unsaved}</p>}
          </div>
          <div class="actions">
            {why === "login_needed" && (
              <a class="button" href={pathToLogin(location.pathname)}>
                {adminTexts.value.logIn}
              </a>
            )}
            {why === "plan_changed" && (
              <>
                <button type="button" class="button" onClick={forget}>
                  {t.theirs}
                </button>
                <button type="button" class="button" onClick={() => void overwrite()}>
                  {t.mine}
                </button>
              </>
            )}
            <button type="submit" class="button primary" aria-busy={busy} data-testid="save">
              {busy ? t.saving : t.save}
            </button>
          </div>
        </footer>
      )}
    </form>
  );
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

interface SheetHeadProps {
  plan: MeetingPlan | null;
  typed: Typed;
  changed: (plan: MeetingPlan) => void;
}

function SheetHead({ plan, typed, changed }: SheetHeadProps) {
  const t = meetingTexts.value;
  const [more, setMore] = useState(false);
  const look = async () => {
    setMore(false);
    if (plan) changed(await getPlan(plan.id, new AbortController().signal));
  };
  const announce = async () => {
    try {
      if (plan) changed(await setState(plan.id, "announced"));
      notify("news", () => meetingTexts.value.done.announced);
    } catch (error) {
      const why = whyOf(error);
      notify("problem", ({ refusal }) => refusal[why]);
    }
  };
  return (
    <header class="admin-head">
      <div class="plan-title">
        <h1>{typed.title.trim() || t.editor.title}</h1>
        <p class="facts">
          {plan && <StandingMark standing={standingOf({ state: plan.state, running: false })} />}
          {typed.startDate !== "" && <span>{dayInWords(typed.startDate)}</span>}
        </p>
      </div>
      {plan && (
        <div class="actions">
          {plan.may_change && plan.state === "draft" && (
            <button
              type="button"
              class="button"
              data-testid="announce"
              onClick={() => void announce()}
            >
              {t.acts.announce}
            </button>
          )}
          {plan.state !== "cancelled" && (
            <a class="button" href={pathTo("console", plan.id)}>
              {t.console}
            </a>
          )}
          <button
            type="button"
            class="button"
            aria-haspopup="dialog"
            data-testid="more"
            onClick={() => setMore(true)}
          >
            {t.more}
          </button>
        </div>
      )}
      {more && plan && (
        <MoreDialog
          line={{ id: plan.id, title: plan.plan.title, state: plan.state, running: false }}
          close={() => void look()}
          gone={() => navigate(pathToSection("meetings"))}
        />
      )}
    </header>
  );
}
