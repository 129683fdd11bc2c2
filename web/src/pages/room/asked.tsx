import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import { Dialog, Question } from "../../ui/dialog";
import { HeadsQuestion } from "./heads";
import type { RoomView } from "./view";

interface AskedProps {
  room: Room;
  view: RoomView;
}

/** What the meeting asks of us by itself: to open the microphone, to say how many sit here. */
export function Asked({ room, view }: AskedProps) {
  const { part } = room;
  if (view.dialog.value !== null) return null;
  if (part.mic.value?.invited && !view.invitationSeen.value) {
    return <Invitation room={room} view={view} />;
  }
  if (part.asksHeads.value) {
    return <HeadsQuestion room={room} onClose={() => part.headsLater()} />;
  }
  return null;
}

/** Nobody's microphone opens without consent: Enter opens it, Escape leaves the question for later. */
export function Invitation({ room, view }: AskedProps) {
  const t = texts.value.floor;
  const close = () => {
    view.invitationSeen.value = true;
  };
  return (
    <Dialog title={t.invitedTitle} onClose={close} testId="invitation">
      <p>{t.invitedExplained}</p>
      <div class="actions">
        <button
          type="button"
          class="button primary large"
          // biome-ignore lint/a11y/noAutofocus: a dialog begins with the answer that is expected
          autoFocus
          data-testid="accept-mic"
          onClick={() => {
            close();
            if (!room.switches.microphone.peek().wanted) void room.toggleMicrophone();
          }}
        >
          {t.accept}
        </button>
        <button
          type="button"
          class="button large"
          data-testid="decline-mic"
          onClick={() => {
            close();
            room.part.decline();
          }}
        >
          {t.decline}
        </button>
      </div>
    </Dialog>
  );
}

/** Why the microphone cannot be opened now, and what to do instead. */
export function LockedQuestion({ room, view }: AskedProps) {
  const t = texts.value.floor;
  const close = () => {
    view.dialog.value = null;
  };
  const isRaised = room.switches.hand.value.actual;
  return (
    <Dialog title={t.lockedTitle} onClose={close} testId="locked-question">
      <p>{isRaised ? t.lockedRaised : t.lockedExplained}</p>
      <div class="actions">
        {!isRaised && (
          <button
            type="button"
            class="button primary large"
            data-testid="raise"
            onClick={() => {
              room.part.raise();
              close();
            }}
          >
            {t.raise}
          </button>
        )}
        <button type="button" class="button large" onClick={close}>
          {isRaised ? t.understood : texts.value.cancel}
        </button>
      </div>
    </Dialog>
  );
}

export function FinishQuestion({ room, view }: AskedProps) {
  const t = texts.value.floor;
  const close = () => {
    view.dialog.value = null;
  };
  return (
    <Question
      title={t.finishQuestion}
      text={t.finishExplained}
      yes={t.finish}
      testId="finish-question"
      onYes={() => {
        room.part.finish();
        close();
      }}
      onClose={close}
    />
  );
}
