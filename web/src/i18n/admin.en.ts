import type { AdminTexts } from "./admin";

export const en: AdminTexts = {
  menu: "Administration",
  sections: { users: "Accounts", audit: "Audit log" },
};
