import { useEffect, useRef, useState } from "preact/hooks";
import { adminTexts } from "../../i18n/admin";

/** What was chosen: a file, null for none from now on, undefined for what there is already. */
export type ChosenEmblem = File | null | undefined;

interface EmblemFieldProps {
  /** Address of the emblem that there is; "" for none. */
  kept: string;
  chosen: ChosenEmblem;
  choose: (chosen: ChosenEmblem) => void;
  /** What stands beside it in the preview. */
  title: string;
}

/** A unit's emblem, shown as in the picture of a meeting before it is saved. */
export function EmblemField({ kept, chosen, choose, title }: EmblemFieldProps) {
  const t = adminTexts.value.units.emblem;
  const input = useRef<HTMLInputElement>(null);
  const file = useObjectUrl(chosen);
  const shown = chosen === undefined ? kept : file;
  return (
    <fieldset class="field emblem-field">
      <legend>{t.title}</legend>
      <div class="emblem-preview" role="img" aria-label={shown ? t.preview : t.none}>
        {shown && <img src={shown} alt="" data-testid="emblem-picture" />}
        <span>{shown ? title : t.none}</span>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button"
          onClick={() => input.current?.click()}
          data-testid="emblem-choose"
        >
          {t.choose}
        </button>
        {shown && (
          <button
            type="button"
            class="button quiet"
            onClick={() => choose(null)}
            data-testid="emblem-remove"
          >
            {t.remove}
          </button>
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          data-testid="emblem-file"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) choose(file);
          }}
        />
      </div>
      <p class="faint">{t.hint}</p>
    </fieldset>
  );
}

/** The address of a file that was chosen, for as long as it is shown; "" without one. */
function useObjectUrl(file: ChosenEmblem): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!file) {
      setUrl("");
      return;
    }
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
