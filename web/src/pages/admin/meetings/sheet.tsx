import { useEffect, useRef, useState } from "preact/hooks";
import { pathToLogin } from "../../../account";
import { whyOf } from "../../../api";
import { dayInWords, texts } from "../../../i18n";
import { adminTexts } from "../../../i18n/admin";
import { meetingTexts } from "../../../i18n/meetings";
import { navigate } from "../../../navigation";
import { standingOf } from "../../../plan/listing";
import type { Typed } from "../../../plan/typed";
import type { MeetingPlan } from "../../../protocol";
import { pathTo } from "../../../route";
import { notify } from "../../../ui/notices";
import { Trouble } from "../../../ui/status";
import { pathToSection } from "../sections";
import { AgendaPart } from "./agenda";
import { getPlan, setState } from "./api";
import { BasicsPart } from "./basics";
import { type Loaded, useDrafting } from "./drafting";
import { InvitedPart } from "./invited";
import { StandingMark } from "./line";
import { MoreDialog } from "./more";
import { PeoplePart } from "./people";
import { RulesPart } from "./rules";
import { ScopeDialog } from "./scope";
import { TimePart } from "./time";

interface SheetProps {
  loaded: Loaded;
  reload: () => void;
}

/** The form of a meeting. */
export function Sheet({ loaded, reload }: SheetProps) {
  const t = meetingTexts.value.editor;
  const it = useDrafting(loaded, reload);
  const { plan, typed, faults, why } = it;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  const may = plan === null || plan.may_change;
  const open = plan === null || plan.state === "draft" || plan.state === "announced";
  const part = { typed, set: it.set, fault: (field: string) => faults[field] };
  const count = Object.keys(faults).length;
  return (
    <form
      ref={form}
      class="plan-sheet"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void it.save();
      }}
    >
      <SheetHead plan={plan} typed={typed} changed={it.restate} />
      {!may && <p class="plan-note">{t.mayNot}</p>}
      {may && !open && <p class="plan-note">{t.closed}</p>}
      {it.restored && (
        <div class="plan-note" role="status" data-testid="kept">
          <p>{t.kept}</p>
          <button type="button" class="button" data-testid="forget" onClick={it.forget}>
            {t.forget}
          </button>
        </div>
      )}
      <fieldset class="plan-parts" disabled={!may || !open}>
        <div class="plan-main">
          <BasicsPart {...part} units={loaded.units} />
          <TimePart {...part} series={plan?.series ?? ""} />
          <AgendaPart {...part} plan={plan} changed={it.bring} />
        </div>
        <div class="plan-side">
          <InvitedPart {...part} plan={plan} tree={loaded.tree} />
          <PeoplePart {...part} plan={plan} tree={loaded.tree} />
          <RulesPart {...part} />
        </div>
      </fieldset>
      {it.asking !== null && (
        <ScopeDialog
          title={t.save}
          question={meetingTexts.value.changeSeries}
          explained={meetingTexts.value.changeSeriesExplained}
          scopes={it.scopes}
          choose={it.choose}
          close={() => it.choose(null)}
          name="change"
        />
      )}
      {may && open && (
        <footer class="plan-foot">
          <div class="plan-says">
            {why && <Trouble text={texts.value.refusal[why]} testId="form-trouble" />}
            {!why && count > 0 && <Trouble text={t.wrong(count)} testId="form-trouble" />}
            {!why && count === 0 && it.dirty && <p class="faint">{t.unsaved}</p>}
          </div>
          <div class="actions">
            {why === "login_needed" && (
              <a class="button" href={pathToLogin(location.pathname)}>
                {adminTexts.value.logIn}
              </a>
            )}
            {why === "plan_changed" && (
              <>
                <button type="button" class="button" onClick={it.forget}>
                  {t.theirs}
                </button>
                <button type="button" class="button" onClick={() => void it.overwrite()}>
                  {t.mine}
                </button>
              </>
            )}
            <button type="submit" class="button primary" aria-busy={it.busy} data-testid="save">
              {it.busy ? t.saving : t.save}
            </button>
          </div>
        </footer>
      )}
    </form>
  );
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
          line={{
            id: plan.id,
            title: plan.plan.title,
            state: plan.state,
            running: false,
            series: plan.series,
          }}
          close={() => void look()}
          gone={() => navigate(pathToSection("meetings"))}
        />
      )}
    </header>
  );
}
