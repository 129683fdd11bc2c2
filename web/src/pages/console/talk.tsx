import { words } from "../../i18n/console";
import { local } from "../../media/local";
import { TALK } from "../../meeting/talk";
import { Question } from "../../ui/dialog";
import { MicrophoneIcon, MicrophoneOffIcon } from "../../ui/icon";
import { TrackLevel } from "../../ui/meter";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";

/** Over all else while it lasts: with whom we speak in private, and who hears whom. */
export function TalkBar({ view }: { view: ConsoleView }) {
  const t = words.value.talk;
  const { desk, talk } = view;
  const point = talk.point.value;
  if (point === null) return null;
  const isHere = talk.isHere.value;
  const name = desk.nameOf(point);
  return (
    <section class="talk-bar" aria-label={t.title(name)} data-testid="talk">
      <strong>{t.title(name)}</strong>
      {isHere ? (
        <>
          <span>{t.private}</span>
          <span class="talk-way">
            {t.there} <OwnVoice />
          </span>
          <span class="talk-way" data-testid="talk-answered">
            {t.back} {talk.isAnswered.value ? <MicrophoneIcon /> : <MicrophoneOffIcon />}{" "}
            {talk.isAnswered.value ? t.answered : t.unanswered}
          </span>
        </>
      ) : (
        <span>{t.elsewhere}</span>
      )}
      <ActButton
        desk={desk}
        place={TALK}
        kind="primary"
        hotkey="R"
        testId="talk-end"
        onAct={() => talk.end()}
      >
        {t.end}
      </ActButton>
      <Refusal desk={desk} places={[TALK]} />
    </section>
  );
}

function OwnVoice() {
  const t = words.value;
  const { track, trouble } = local.microphone.value;
  if (trouble !== null) return <span class="health lost">{t.microphone}</span>;
  return <TrackLevel label={t.talk.level} track={track} testId="talk-level" />;
}

/** Whoever is on air is not heard by the meeting while we talk: that is asked first. */
export function TalkQuestion({ view }: { view: ConsoleView }) {
  const t = words.value.talk;
  const point = view.talkable.value;
  if (view.dialog.value !== "talk" || point === null) return null;
  const name = view.desk.nameOf(point);
  const close = () => {
    view.dialog.value = null;
  };
  return (
    <Question
      title={t.onAirQuestion(name)}
      text={t.onAirExplained}
      yes={t.begin}
      testId="talk-question"
      onClose={close}
      onYes={() => {
        close();
        void view.talk.begin(point);
      }}
    />
  );
}
