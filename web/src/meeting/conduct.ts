import type {
  LineHealth,
  Listed,
  Marked,
  ServerAgendaTold,
  ServerBallotTold,
  ServerCueTold,
  ServerEntryTold,
  ServerFloorTold,
  ServerMessage,
  ServerMicTold,
  ServerNoticesTold,
  ServerProgramTold,
  ServerRollTold,
  ServerRulesTold,
  ServerSceneTold,
  ServerTalkTold,
  ServerVotersTold,
  ServerVoteTold,
  ViewTold,
} from "../protocol";

/** How the meeting is conducted, section by section as the server tells it. */
export interface Conduct {
  readonly rules: ServerRulesTold | null;
  readonly floor: ServerFloorTold | null;
  readonly agenda: ServerAgendaTold | null;
  readonly roll: ServerRollTold | null;
  /** The marks of the roll call by point. */
  readonly marks: ReadonlyMap<string, Marked>;
  /** All votes of the meeting, in order. */
  readonly votes: readonly ServerVoteTold[];
  /** The own point's part in a vote, by vote. */
  readonly ballots: ReadonlyMap<string, ServerBallotTold>;
  /** For who leads: who may vote and has, by vote. */
  readonly voters: ReadonlyMap<string, ServerVotersTold>;
  readonly notices: ServerNoticesTold | null;
  readonly mic: ServerMicTold | null;
  /** The private talk that the own point or account is in; its `point` is null where it is in none. */
  readonly talk: ServerTalkTold | null;
  /** For consoles: where points stand in the tree of units, and how many delegates they have. */
  readonly roster: ReadonlyMap<string, Listed>;
  /** For consoles: how the points' lines do. */
  readonly health: ReadonlyMap<string, LineHealth>;
  /** For consoles: how loud and how late the point is that is next. */
  readonly cue: ServerCueTold | null;
  /** For consoles: the scene on air, and those kept under keys. */
  readonly scene: ServerSceneTold | null;
  /** For consoles: who is in the picture, and who has not been yet. */
  readonly program: ServerProgramTold | null;
  /** For consoles: who sees something else than the scene on air. */
  readonly views: readonly ViewTold[];
  /** For who leads: the newest lines of the log, oldest first. */
  readonly entries: readonly ServerEntryTold[];
}

export const UNTOLD: Conduct = {
  rules: null,
  floor: null,
  agenda: null,
  roll: null,
  marks: new Map(),
  votes: [],
  ballots: new Map(),
  voters: new Map(),
  notices: null,
  mic: null,
  talk: null,
  roster: new Map(),
  health: new Map(),
  cue: null,
  scene: null,
  program: null,
  views: [],
  entries: [],
};

/** A console stays open for a day: it keeps this many lines. */
const ENTRIES_KEPT = 500;

/** What is known after `welcome`, which is followed by every section: what is summed up begins anew. */
export function anew(conduct: Conduct): Conduct {
  const { marks, votes, ballots, voters, roster, health, cue } = UNTOLD;
  return { ...conduct, marks, votes, ballots, voters, roster, health, cue };
}

export function applyConduct(conduct: Conduct, message: ServerMessage): Conduct {
  switch (message.type) {
    case "rules":
      return { ...conduct, rules: message };
    case "floor":
      return { ...conduct, floor: message };
    case "agenda":
      return { ...conduct, agenda: message };
    case "roll":
      return { ...conduct, roll: message };
    case "notices":
      return { ...conduct, notices: message };
    case "mic":
      return { ...conduct, mic: message };
    case "talk":
      return { ...conduct, talk: message };
    case "entry":
      return { ...conduct, entries: [...conduct.entries, message].slice(-ENTRIES_KEPT) };
    case "roster":
      return { ...conduct, roster: renewed(conduct.roster, message.points) };
    case "health":
      return { ...conduct, health: renewed(conduct.health, message.points) };
    case "cue":
      return { ...conduct, cue: message };
    case "scene":
      return { ...conduct, scene: message };
    case "program":
      return { ...conduct, program: message };
    case "views":
      return { ...conduct, views: message.views };
    default:
      return applyVotes(conduct, message);
  }
}

function applyVotes(conduct: Conduct, message: ServerMessage): Conduct {
  switch (message.type) {
    case "marks":
      return { ...conduct, marks: renewed(conduct.marks, message.marks) };
    case "vote": {
      const known = conduct.votes.some((vote) => vote.vote === message.vote);
      const votes = known
        ? conduct.votes.map((vote) => (vote.vote === message.vote ? message : vote))
        : [...conduct.votes, message];
      return { ...conduct, votes };
    }
    case "ballot":
      return { ...conduct, ballots: new Map(conduct.ballots).set(message.vote, message) };
    case "voters":
      return { ...conduct, voters: new Map(conduct.voters).set(message.vote, message) };
    default:
      return conduct;
  }
}

/** What is told of some points; of the others it stays. */
function renewed<T extends { readonly point: string }>(
  known: ReadonlyMap<string, T>,
  told: readonly T[],
): ReadonlyMap<string, T> {
  const all = new Map(known);
  for (const one of told) all.set(one.point, one);
  return all;
}
