import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import { Question } from "../../ui/dialog";
import type { RoomView } from "./view";

interface QuestionProps {
  room: Room;
  view: RoomView;
}

export function LeaveQuestion({ room, view }: QuestionProps) {
  const t = texts.value.room;
  return (
    <Question
      title={t.leaveQuestion}
      text={t.leaveExplained}
      yes={t.leave}
      testId="leave-question"
      onYes={() => room.leave()}
      onClose={() => {
        view.dialog.value = null;
      }}
    />
  );
}

export function TakeQuestion({ room, view }: QuestionProps) {
  const t = texts.value.room;
  const close = () => {
    view.dialog.value = null;
  };
  const name = room.share.presenter.value?.name ?? "";
  return (
    <Question
      title={t.takeQuestion}
      text={t.takeExplained(name)}
      yes={t.take}
      testId="take-question"
      onYes={() => {
        void room.share.start(true);
        close();
      }}
      onClose={close}
    />
  );
}

export function RecordQuestion({ room, view }: QuestionProps) {
  const t = texts.value.room;
  const on = room.switches.recording.value.actual;
  const close = () => {
    view.dialog.value = null;
  };
  return (
    <Question
      title={on ? t.recordStopQuestion : t.recordStartQuestion}
      text={on ? t.recordStopExplained : t.recordStartExplained}
      yes={on ? t.recordStop : t.recordStart}
      testId="record-question"
      onYes={() => {
        room.switches.ask("recording", !on);
        close();
      }}
      onClose={close}
    />
  );
}
