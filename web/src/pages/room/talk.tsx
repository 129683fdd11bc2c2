import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import { MicrophoneIcon, MicrophoneOffIcon } from "../../ui/icon";

interface TalkStripProps {
  room: Room;
  name: string;
  /** On a screen with a remote control the answer is what OK gives. */
  tv?: boolean;
}

/** Above the bar, in the place of the floor: the centre talks to us alone, and who hears whom. */
export function TalkStrip({ room, name, tv = false }: TalkStripProps) {
  const t = texts.value.talk;
  const { answer } = room;
  const isOpen = answer.isOpen.value;
  return (
    <div class="floor-strip private" data-testid="talk" data-open={isOpen}>
      <p role="alert">
        {isOpen ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
        <strong>{t.title(name)}</strong>
        <span>{isOpen ? t.open : t.shut}</span>
      </p>
      <button
        type="button"
        class={`button large ${isOpen ? "" : "primary"}`}
        // biome-ignore lint/a11y/noAutofocus: a remote control has nothing but OK
        autoFocus={tv}
        aria-keyshortcuts="R"
        data-testid="answer"
        onClick={() => answer.press()}
      >
        {isOpen ? t.close : t.answer}
      </button>
    </div>
  );
}
