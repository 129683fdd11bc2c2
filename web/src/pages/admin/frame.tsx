import type { ComponentChildren } from "preact";
import { adminTexts } from "../../i18n/admin";
import { Shell } from "../../ui/shell";
import { pathToSection, SECTIONS, type Section } from "./sections";
import "../../styles/admin.css";
import "../../styles/accounts.css";

interface AdminFrameProps {
  section: Section;
  /** What belongs to the whole page, such as "add" and "import". */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of every page of the administration: the menu of its sections, a heading, the page. */
export function AdminFrame({ section, actions, children }: AdminFrameProps) {
  const t = adminTexts.value;
  return (
    <Shell title={t.sections[section]} wide>
      <nav class="admin-nav" aria-label={t.menu}>
        {SECTIONS.map((it) => (
          <a key={it} href={pathToSection(it)} aria-current={it === section ? "page" : undefined}>
            {t.sections[it]}
          </a>
        ))}
      </nav>
      <header class="admin-head">
        <h1>{t.sections[section]}</h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </Shell>
  );
}
