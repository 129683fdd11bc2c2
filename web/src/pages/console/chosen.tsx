import { words } from "../../i18n/console";
import { TALK } from "../../meeting/talk";
import { Question } from "../../ui/dialog";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";

/** What is chosen, and what may be done with it. */
export function Chosen({ view }: { view: ConsoleView }) {
  const t = words.value.points;
  const { desk } = view;
  const point = view.chosenPoint.value;
  const points = view.chosenPoints.value;
  const row = view.rows.value.find(({ key }) => key === view.chosen.value);
  if (points.length === 0) {
    return (
      <div class="chosen">
        <p class="faint">{t.choose}</p>
        <Refusal desk={desk} places={["prepare", "chosen", TALK]} />
      </div>
    );
  }
  const name = point === null ? (row?.kind === "unit" ? row.name : "") : desk.nameOf(point);
  const here = point !== null && desk.byPoint.value.get(point)?.state === "present";
  return (
    <div class="chosen" data-testid="chosen">
      <p>
        <strong>{point === null ? t.chosenUnit(name, points.length) : name}</strong>
      </p>
      <div class="chosen-acts">
        {point !== null && (
          <ActButton
            desk={desk}
            place="prepare"
            hotkey="P"
            testId="prepare"
            onAct={() => view.prepare(point)}
          >
            {t.prepare}
          </ActButton>
        )}
        <ActButton
          desk={desk}
          place="chosen"
          hotkey="M"
          testId="mute"
          onAct={() => view.muteChosen()}
        >
          {t.mute}
        </ActButton>
        {here && (
          <>
            <ActButton
              desk={desk}
              place={TALK}
              hotkey="R"
              pressed={view.talk.point.value === point}
              testId="talk-chosen"
              onAct={() => view.toggleTalk()}
            >
              {t.talk}
            </ActButton>
            <ActButton
              desk={desk}
              place="chosen"
              testId="invite"
              onAct={() => desk.act("chosen", { type: "mic.invite", point })}
            >
              {t.invite}
            </ActButton>
            <ActButton
              desk={desk}
              place="chosen"
              testId="remove"
              onAct={() => {
                view.dialog.value = "remove";
              }}
            >
              {t.remove}
            </ActButton>
          </>
        )}
      </div>
      <Refusal desk={desk} places={["prepare", "chosen", TALK]} />
      {view.dialog.value === "remove" && point !== null && (
        <Question
          title={t.removeQuestion(name)}
          text={t.removeExplained}
          yes={t.remove}
          testId="remove-question"
          onClose={() => {
            view.dialog.value = null;
          }}
          onYes={() => {
            view.dialog.value = null;
            desk.act("chosen", { type: "seat.remove", point });
          }}
        />
      )}
    </div>
  );
}
