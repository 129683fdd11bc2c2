import { planRefusals } from "./plan.vi";
import { sceneRefusals } from "./scene.vi";

/** Why something was refused that only some pages ask for. */
export const furtherRefusals = { ...planRefusals, ...sceneRefusals };
