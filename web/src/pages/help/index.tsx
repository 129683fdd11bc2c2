import "../../styles/help.css";
import { useEffect } from "preact/hooks";
import { helpTexts, ways } from "../../i18n/help";
import { Shell } from "../../ui/shell";
import { UnknownPage } from "../unknown";
import { PICTURE, pictureOf } from "./pictures";
import { ROLES, type Role, type Step, WAYS } from "./ways";

/** `/help/{role}`: a newcomer's way, step by step; without a role the choice of one. */
export function HelpPage({ role }: { role: string }) {
  if (role === "") return <Choice />;
  const known = ROLES.find((one) => one === role);
  return known === undefined ? <UnknownPage /> : <WayPage role={known} />;
}

function Choice() {
  const t = helpTexts.value;
  return (
    <Shell title={t.title}>
      <section class="hero">
        <h1>{t.title}</h1>
        <p>{t.choose}</p>
      </section>
      <ul class="help-roles">
        {ROLES.map((role) => (
          <li key={role}>
            <a class="help-role" href={`/help/${role}`}>
              <strong>{ways.value[role].title}</strong>
              <span class="faint">{ways.value[role].about}</span>
            </a>
          </li>
        ))}
      </ul>
    </Shell>
  );
}

function WayPage({ role }: { role: Role }) {
  const t = helpTexts.value;
  const { title, about, steps } = ways.value[role];
  useEffect(() => {
    document.documentElement.classList.add("reading-help");
    return () => document.documentElement.classList.remove("reading-help");
  }, []);
  const named: Readonly<Record<string, Step>> = steps;
  return (
    <Shell title={`${t.title}: ${title}`}>
      <Menu role={role} />
      <header class="hero help-head">
        <p class="faint">{t.title}</p>
        <h1>{title}</h1>
        <p>{about}</p>
        {t.inVietnamese !== "" && <p class="faint">{t.inVietnamese}</p>}
        <button type="button" class="button help-print" onClick={() => window.print()}>
          {t.print}
        </button>
      </header>
      <ol class="help-steps" data-testid="steps">
        {WAYS[role].map((name) => {
          const step = named[name];
          return step && <StepLine key={name} role={role} name={name} step={step} />;
        })}
      </ol>
    </Shell>
  );
}

function Menu({ role }: { role: Role }) {
  return (
    <nav class="help-menu" aria-label={helpTexts.value.menu}>
      {ROLES.map((one) => (
        <a
          key={one}
          class="button"
          href={`/help/${one}`}
          aria-current={one === role ? "page" : undefined}
        >
          {ways.value[one].title}
        </a>
      ))}
    </nav>
  );
}

interface StepLineProps {
  role: Role;
  name: string;
  step: Step;
}

/** A full stop never begins a line: what follows a control is joined to it. */
const glued = (piece: string) => piece.replace(/^[.,:;]/, "\u2060$&");

function StepLine({ role, name, step: { title, text } }: StepLineProps) {
  const picture = pictureOf(role, name);
  return (
    <li class="help-step" data-step={name}>
      <div class="help-words">
        <h2>{title}</h2>
        <p>
          {text.map((piece) =>
            typeof piece === "string" ? glued(piece) : <b class="control">{piece.control}</b>,
          )}
        </p>
      </div>
      {picture !== null && (
        <img class="help-picture" src={picture} alt={helpTexts.value.picture(title)} {...PICTURE} />
      )}
    </li>
  );
}
