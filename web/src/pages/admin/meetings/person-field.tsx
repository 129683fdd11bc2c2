import { useEffect, useId, useState } from "preact/hooks";
import { meetingTexts } from "../../../i18n/meetings";
import type { FoundPerson } from "../../../protocol";
import { findPeople } from "./api";

const PAUSE_MS = 200;

interface PersonFieldProps {
  /** The account of the person. */
  value: string;
  set: (account: string) => void;
  fault: string | undefined;
}

/** Finds a person by words of the name (WAI-ARIA 1.2, combobox with a list). */
export function PersonField({ value, set, fault }: PersonFieldProps) {
  const t = meetingTexts.value.people;
  const id = useId();
  const [found, setFound] = useState<readonly FoundPerson[] | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    if (value === "" && !open) return;
    const leaving = new AbortController();
    const timer = window.setTimeout(() => {
      findPeople(value, leaving.signal).then(
        ({ people }) => {
          setFound(people);
          setAt(0);
        },
        // Who may not search types the account, as it is checked when the plan is saved.
        () => leaving.signal.aborted || setFound(null),
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [value, open]);
  const shown = open && found !== null;
  const chosen = found?.find((it) => it.account === value);
  const pick = (person: FoundPerson) => {
    set(person.account);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = found?.[at];
    if (step !== undefined) {
      setOpen(true);
      setAt(Math.min(Math.max(at + (open ? step : 0), 0), Math.max((found?.length ?? 1) - 1, 0)));
    } else if (event.key === "Enter" && shown && here) pick(here);
    else if (event.key === "Escape" && shown) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div class="field person-field">
      <label for={id}>{t.account}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && found[at] ? `${id}-${at}` : undefined}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint${fault ? ` ${id}-fault` : ""}`}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        data-testid="person"
        value={value}
        onInput={(event) => {
          set(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t.account}
        class="person-list"
        hidden={!shown}
      >
        {found?.map((person, index) => (
          <div
            key={person.account}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            data-testid={`person-${person.account}`}
            // Before the field loses the focus, and the list goes.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(person);
            }}
          >
            <strong>{person.name}</strong>
            <span class="faint">{[...person.units, person.account].join(" · ")}</span>
          </div>
        ))}
      </div>
      {shown && found.length === 0 && (
        <p class="faint" role="status">
          {t.nobody}
        </p>
      )}
      <p id={`${id}-hint`} class="faint" data-testid="person-name">
        {chosen ? [chosen.name, ...chosen.units].join(" · ") : t.accountHint}
      </p>
      {fault && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
    </div>
  );
}
