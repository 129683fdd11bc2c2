import type {
  ClientCallFloor,
  ClientMarkRoll,
  ClientMessage,
  ClientRestoreFloor,
  ClientSetMode,
  OnAir,
  ServerFloorTold,
  View,
  ViewTold,
} from "../protocol";
import type { Conduct } from "./conduct";
import { isSameScene } from "./views";

/** A message that leads the meeting: it may carry a `ref`, and is answered. */
export type Act = Extract<ClientMessage, { ref?: string }>;

/**
 * The acts that take `act` back, as things stand before it; none where that cannot be: a vote, an admission, microphones that were switched off and that only their owners may open.
 */
export function inverse(act: Act, conduct: Conduct): readonly Act[] {
  switch (act.type) {
    case "floor.call":
    case "floor.stop":
    case "floor.prepare":
    case "floor.order":
    case "floor.limit":
    case "floor.pause":
      return conduct.floor === null ? [] : ofFloor(act, conduct.floor);
    case "roll.mark":
      return [markAgain(act, conduct)];
    case "agenda.go":
      return conduct.agenda === null ? [] : [{ type: act.type, item: conduct.agenda.current }];
    case "vote.show": {
      const shown = conduct.votes.find((vote) => vote.shown);
      return [{ type: act.type, vote: shown?.vote ?? null }];
    }
    default:
      return ofPicture(act, conduct) ?? ofHouse(act, conduct);
  }
}

/**
 * Whether what an act brought about is so still: another operator's scene is not taken back in place of one's own.
 */
export function stands(act: Act, { scene }: Conduct): boolean {
  switch (act.type) {
    case "scene.take":
      return isSameScene(act.scene, scene?.scene) && scene?.key == null;
    case "scene.apply":
      return scene?.key === act.key;
    default:
      return true;
  }
}

type FloorAct = Extract<Act, { type: `floor.${string}` }>;

function ofFloor(act: FloorAct, floor: ServerFloorTold): readonly Act[] {
  const turn = floor.on_air.find((one) => "point" in act && one.point === act.point);
  switch (act.type) {
    case "floor.call":
      return turn ? [] : uncalled(act, floor);
    case "floor.stop": {
      const stopped = act.point == null ? floor.on_air : floor.on_air.filter(is(act.point));
      return stopped.length === 0 ? [] : [restore(stopped, true)];
    }
    case "floor.prepare":
      return [{ type: act.type, point: floor.ready }];
    case "floor.order":
      return [{ type: act.type, points: floor.queue.map(({ point }) => point) }];
    case "floor.limit":
      return turn ? [{ ...act, limit_s: turn.limit_s }] : [];
    case "floor.pause":
      return [{ ...act, on: !act.on }];
    default:
      return [];
  }
}

/** Those who were on air before are again, who had asked asks again in the same place, and who was next is next. */
function uncalled(act: ClientCallFloor, floor: ServerFloorTold): readonly Act[] {
  const before = act.beside ? [] : floor.on_air;
  const asked = floor.queue.some(({ point }) => point === act.point) ? { asked: [act.point] } : {};
  const stop: Act = { type: "floor.stop", point: act.point };
  const back: readonly Act[] =
    before.length > 0
      ? [{ ...restore(before, false), ...asked }]
      : asked.asked
        ? [stop, { ...restore([], true), ...asked }]
        : [stop];
  return floor.ready === act.point ? [...back, { type: "floor.prepare", point: act.point }] : back;
}

/** They are as they were, with their time and their microphones. */
function restore(turns: readonly OnAir[], beside: boolean): ClientRestoreFloor {
  return { type: "floor.restore", points: turns.map(({ point }) => point), beside };
}

function markAgain(act: ClientMarkRoll, { marks }: Conduct): ClientMarkRoll {
  const before = marks.get(act.point);
  return {
    type: "roll.mark",
    point: act.point,
    presence: before?.presence ?? "unknown",
    reason: before?.reason ?? "",
    ...(before?.heads == null ? {} : { heads: before.heads }),
  };
}

/** Scenes, those kept under keys, and views; undefined where it is none of these. */
function ofPicture(act: Act, { scene, views }: Conduct): readonly Act[] | undefined {
  switch (act.type) {
    case "scene.take":
      return [{ type: "scene.undo" }];
    case "scene.apply":
      return scene?.key === act.key ? [] : [{ type: "scene.undo" }];
    case "preset.save":
    case "preset.rename":
    case "preset.delete": {
      const kept = scene?.presets.find(({ key }) => key === act.key);
      if (kept) return [{ type: "preset.save", ...kept }];
      return act.type === "preset.save" ? [{ type: "preset.delete", key: act.key }] : [];
    }
    case "view.show":
      return unshown(act.view, views);
    case "view.end":
      return views.filter(({ view }) => view === act.view).map(shown);
    default:
      return undefined;
  }
}

/** The views that lose points to a new one, or are replaced by it, are as they were. */
function unshown(next: View, views: readonly ViewTold[]): readonly Act[] {
  const before = views.filter(
    ({ view, points }) =>
      view === next.view || (view !== 0 && points.some((point) => next.points.includes(point))),
  );
  const isNew = before.every(({ view }) => view !== next.view);
  return [...(isNew ? [{ type: "view.end", view: next.view } as const] : []), ...before.map(shown)];
}

function shown({ view, scene, points }: ViewTold): Act {
  return { type: "view.show", view: { view, scene, points } };
}

/** Locks, mode, and what is said to all. */
function ofHouse(act: Act, { rules, notices }: Conduct): readonly Act[] {
  switch (act.type) {
    case "meeting.lock":
    case "mic.lock":
      return [{ type: act.type, on: !act.on }];
    case "meeting.mode": {
      if (rules === null) return [];
      const before: ClientSetMode = { type: act.type, mode: rules.mode };
      return [rules.mode === "lecture" ? { ...before, lecturer: rules.lecturer } : before];
    }
    case "notice.show":
      return [{ type: "notice.clear" }];
    case "notice.clear":
      if (notices === null || notices.text === "") return [];
      return [
        {
          type: "notice.show",
          text: notices.text,
          ...(notices.points === null ? {} : { points: notices.points }),
        },
      ];
    case "hold":
      return [{ type: act.type, music: !act.music }];
    default:
      return [];
  }
}

const is = (point: string) => (turn: OnAir) => turn.point === point;
