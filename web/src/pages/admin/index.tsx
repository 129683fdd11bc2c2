import type { FunctionComponent } from "preact";
import { UnknownPage } from "../unknown";
import { AuditPage } from "./audit";
import { MeetingsPage } from "./meetings";
import { PointsPage } from "./points";
import { SECTIONS, type Section } from "./sections";
import { UnitsPage } from "./units";
import { UsersPage } from "./users";

/** What a section's page is told: the part of the address behind the section, "" for all of it. */
export interface SectionProps {
  rest: string;
}

const PAGES: Readonly<Record<Section, FunctionComponent<SectionProps>>> = {
  meetings: MeetingsPage,
  units: UnitsPage,
  points: PointsPage,
  users: UsersPage,
  audit: AuditPage,
};

/** `/admin/{section}/{rest}`; without a section it is the first. */
export function AdminPage({ section, rest }: { section: string; rest: string }) {
  const known = SECTIONS.find((it) => it === (section === "" ? SECTIONS[0] : section));
  if (!known) return <UnknownPage />;
  const Page = PAGES[known];
  return <Page key={known} rest={rest} />;
}
