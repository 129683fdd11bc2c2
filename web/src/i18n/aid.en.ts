import type { aidVi } from "./aid.vi";

export const aidEn: typeof aidVi = {
  guide: "Guide",
  aid: {
    trouble: "When something is wrong",
    to: "To",
    everybody: "Everybody",
    centre: "The centre",
    toCentre: "Message to the centre",
    onlyCentre: "read by the centre only",
    onlyYou: "to this point only",
    leftUntil: (time) => `in ${time}`,
    plannedFor: (moment) => `Planned start: ${moment}`,
  },
  unknown: {
    title: "There is no such page",
    text: "The link is wrong or the page has moved. Find your meeting on the start page.",
  },
};
