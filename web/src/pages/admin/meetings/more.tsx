import { useState } from "preact/hooks";
import { whyOf } from "../../../api";
import { meetingTexts } from "../../../i18n/meetings";
import { navigate } from "../../../navigation";
import { standingOf } from "../../../plan/listing";
import type { PlanLine, Scope, StateChange } from "../../../protocol";
import { pathTo } from "../../../route";
import { Dialog, Question } from "../../../ui/dialog";
import { notify } from "../../../ui/notices";
import { removePlan, setState } from "./api";
import { pathToCalendar, pathToCopy } from "./paths";
import { ScopeDialog } from "./scope";

interface MoreProps {
  line: Pick<PlanLine, "id" | "title" | "state" | "running" | "series">;
  close: () => void;
  /** What to do once the meeting is no more. */
  gone?: () => void;
}

/** Everything that is not done to a meeting every day. */
export function MoreDialog({ line, close, gone = close }: MoreProps) {
  const t = meetingTexts.value;
  const [asking, setAsking] = useState<"cancel" | "revive" | "remove" | null>(null);
  const { id, title } = line;
  const standing = standingOf(line);
  const carryOut = async (act: () => Promise<unknown>, said: keyof typeof t.done) => {
    try {
      await act();
      notify("news", () => meetingTexts.value.done[said]);
      (said === "removed" ? gone : close)();
    } catch (error) {
      const why = whyOf(error);
      notify("problem", ({ refusal }) => refusal[why]);
      setAsking(null);
    }
  };
  const become = (state: StateChange["state"], scope: Scope = "one") =>
    carryOut(() => setState(id, state, scope), state);
  if (asking === "cancel" && line.series !== "") {
    return (
      <ScopeDialog
        title={t.cancelQuestion(title)}
        question={t.cancelSeries}
        explained={t.cancelSeriesExplained}
        choose={(scope) => void become("cancelled", scope)}
        close={close}
        name="cancel"
      />
    );
  }
  if (asking === "revive") {
    return (
      <ScopeDialog
        title={t.reviveQuestion(title)}
        question={t.reviveSeries}
        explained={t.reviveExplained}
        choose={(scope) => void become("announced", scope)}
        close={close}
        name="revive"
      />
    );
  }
  if (asking === "cancel") {
    return (
      <Question
        title={t.cancelQuestion(title)}
        text={t.cancelExplained}
        yes={t.acts.cancel}
        onYes={() => void become("cancelled")}
        onClose={close}
        testId="cancel-question"
      />
    );
  }
  if (asking === "remove") {
    return (
      <Question
        title={t.removeQuestion(title)}
        text={t.removeExplained}
        yes={t.acts.remove}
        onYes={() => void carryOut(() => removePlan(id), "removed")}
        onClose={close}
        testId="remove-question"
      />
    );
  }
  const act = (name: keyof typeof t.acts, onClick: () => void) => (
    <button type="button" class="button" data-testid={name} onClick={onClick}>
      {t.acts[name]}
    </button>
  );
  return (
    <Dialog title={title} onClose={close} testId="more-dialog">
      <div class="more-acts">
        <a class="button" href={pathTo("agenda", id)} target="_blank" rel="noopener">
          {t.acts.print}
        </a>
        <a class="button" href={pathToCalendar(id)} download>
          {t.acts.calendar}
        </a>
        {standing === "held" && (
          <a class="button" href={pathTo("recordings", id)}>
            {t.acts.recordings}
          </a>
        )}
        {act("copy", () => navigate(pathToCopy(id)))}
        {line.state === "draft" && act("announce", () => void become("announced"))}
        {standing === "announced" && act("withdraw", () => void become("draft"))}
        {line.state === "cancelled" &&
          act("revive", () =>
            line.series === "" ? void become("announced") : setAsking("revive"),
          )}
        {standing === "announced" && act("cancel", () => setAsking("cancel"))}
        {standing === "draft" && act("remove", () => setAsking("remove"))}
      </div>
    </Dialog>
  );
}
