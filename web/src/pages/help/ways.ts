/** The ways of newcomers, role by role: the steps in their order. Texts, pictures and the walk in the tests follow. */
export const WAYS = {
  delegate: ["link", "check", "enter", "heads", "hand", "air", "share", "vote", "leave"],
  chair: ["enter", "console", "open", "next", "call", "stop", "vote", "result", "close"],
  secretary: ["console", "roll", "mark", "finish", "queue", "vote", "log"],
  operator: [
    "console",
    "lobby",
    "find",
    "write",
    "mute",
    "scene",
    "compose",
    "keep",
    "notice",
    "record",
  ],
  technician: ["key", "test", "check", "stay", "tv"],
  trouble: ["denied", "busy", "locked", "unheard", "silent", "elsewhere", "weak", "line", "ask"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof WAYS;
export type StepOf<R extends Role> = (typeof WAYS)[R][number];

export const ROLES = Object.keys(WAYS) as readonly Role[];

/** Part of a step's text; a control is called as the product itself calls it. */
export type Piece = string | { readonly control: string };

export interface Step {
  readonly title: string;
  readonly text: readonly Piece[];
}

export interface Way<R extends Role> {
  readonly title: string;
  /** For whom it is, and where it begins. */
  readonly about: string;
  readonly steps: Readonly<Record<StepOf<R>, Step>>;
}

export type Ways = { readonly [R in Role]: Way<R> };

/** A step; what stands in `${}` of its text is the name of a control, in the order in which it is used. */
export function step(title: string): (words: TemplateStringsArray, ...names: string[]) => Step {
  return (words, ...names) => ({
    title,
    text: words.flatMap((word, i): Piece[] => {
      const name = names[i];
      return name === undefined ? [word] : [word, { control: name }];
    }),
  });
}
