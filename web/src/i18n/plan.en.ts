/** Why a plan or a paper was refused, and why a meeting lets nobody in. */
export const planRefusals = {
  lobby_waiting: "This point is in the lobby. It comes in by itself once it is admitted.",
  meeting_locked: "The meeting takes no more points. Call the operator.",
  meeting_full:
    "The meeting has as many points as it may have. Try again later, or call the operator.",
  meeting_elsewhere: "Another server leads the meeting. The page tries again by itself.",
  meeting_cancelled: "The meeting has been cancelled. Ask who called it for another time.",
  plan_changed: "Somebody else has changed this meeting meanwhile. Load it again, then go on.",
  plan_state: "The meeting is in a state that does not allow this. Load it again to see its state.",
  plan_invalid: "What was entered does not fit together: look at time, points and repetition.",
  paper_unknown:
    "There is no such paper, or its address has expired. Open the list of papers again.",
  paper_invalid: "The file is no PDF. Export the paper as PDF and send it again.",
  paper_too_large: "The file has more than 50 MB. Make it smaller, or send it in parts.",
};
