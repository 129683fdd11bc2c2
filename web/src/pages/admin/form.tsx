import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { type Why, whyOf } from "../../api";
import { texts } from "../../i18n";
import { adminTexts } from "../../i18n/admin";
import { notify } from "../../ui/notices";
import { Trouble } from "../../ui/status";

interface FieldProps {
  label: string;
  value: string | number | null;
  set: (value: string) => void;
  hint?: string;
  /** What is wrong with the value. */
  fault?: string | undefined;
  type?: "text" | "date" | "time";
  required?: boolean;
  disabled?: boolean;
  numeric?: boolean;
  testId?: string;
}

/** One line of text with its label. */
export function Field({
  label,
  value,
  set,
  hint,
  fault,
  type = "text",
  testId,
  numeric,
  ...more
}: FieldProps) {
  const field = useId();
  const described = [hint ? `${field}-hint` : "", fault ? `${field}-fault` : ""];
  const input = {
    id: field,
    autoComplete: "off",
    value: value ?? "",
    "aria-describedby": described.filter((it) => it !== "").join(" ") || undefined,
    "aria-invalid": fault !== undefined,
    "data-testid": testId,
    onInput: (event: { currentTarget: HTMLInputElement }) => set(event.currentTarget.value),
    ...more,
  };
  return (
    <div class="field">
      <label for={field}>{label}</label>
      {type === "text" ? (
        <input type="text" inputMode={numeric ? "numeric" : "text"} {...input} />
      ) : (
        <input type={type} {...input} />
      )}
      {hint && (
        <p id={`${field}-hint`} class="faint">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${field}-fault`} class="fault">
          {fault}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  save: () => Promise<unknown>;
  /** What to do once it is saved. */
  done: () => void;
  children: ComponentChildren;
}

/** A form that says what went wrong, and keeps what was typed. */
export function Form({ save, done, children }: FormProps) {
  const t = adminTexts.value;
  const [why, setWhy] = useState<Why | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWhy(null);
    try {
      await save();
      notify("news", () => adminTexts.value.saved);
      done();
    } catch (error) {
      setWhy(whyOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="admin-form" onSubmit={(event) => void submit(event)}>
      {children}
      {why && <Trouble text={texts.value.refusal[why]} testId="form-trouble" />}
      <div class="actions">
        <button type="submit" class="button primary" aria-busy={busy} data-testid="save">
          {busy ? t.saving : t.save}
        </button>
      </div>
    </form>
  );
}

/** What was typed as a whole number; null where nothing was. */
export function whole(text: string): number | null {
  const value = Number.parseInt(text, 10);
  return Number.isFinite(value) ? value : null;
}
