import { useState } from "preact/hooks";
import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import { Dialog } from "../../ui/dialog";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const MOST_DIGITS = 4;

/** How many delegates sit here: asked once when the roll is called, and changed from the menu. */
export function HeadsQuestion({ room, onClose }: { room: Room; onClose: () => void }) {
  const t = texts.value.roll;
  const [digits, setDigits] = useState(String(room.part.heads.value ?? ""));
  const press = (digit: string) => setDigits((it) => (it + digit).slice(0, MOST_DIGITS));
  const confirm = () => {
    if (digits === "") return;
    room.part.report(Number(digits));
    onClose();
  };
  return (
    <Dialog title={t.question} onClose={onClose} testId="heads-question">
      <p>{t.explained}</p>
      <form
        class="heads"
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <input
          type="text"
          // The pad below is larger than a phone's own keyboard, which would cover it.
          inputMode="none"
          autoComplete="off"
          aria-label={t.heads}
          value={digits}
          data-testid="heads"
          onInput={(event) => {
            const typed = event.currentTarget.value.replace(/\D/g, "").slice(0, MOST_DIGITS);
            event.currentTarget.value = typed;
            setDigits(typed);
          }}
        />
        <fieldset class="pad" aria-label={t.heads}>
          {DIGITS.map((digit) => (
            <Key key={digit} digit={digit} press={press} />
          ))}
          <button
            type="button"
            class="button"
            aria-label={t.erase}
            onClick={() => setDigits((it) => it.slice(0, -1))}
          >
            <span aria-hidden="true">⌫</span>
          </button>
          <Key digit="0" press={press} />
        </fieldset>
        <div class="actions">
          <button
            type="submit"
            class="button primary large"
            aria-disabled={digits === ""}
            data-testid="send-heads"
          >
            {t.confirm}
          </button>
          <button type="button" class="button large" data-testid="heads-later" onClick={onClose}>
            {t.later}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Key({ digit, press }: { digit: string; press: (digit: string) => void }) {
  return (
    <button
      type="button"
      class="button"
      data-testid={`digit-${digit}`}
      onClick={() => press(digit)}
    >
      {digit}
    </button>
  );
}
