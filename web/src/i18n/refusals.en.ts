import { planRefusals } from "./plan.en";
import { sceneRefusals } from "./scene.en";

/** Why something was refused that only some pages ask for. */
export const furtherRefusals = { ...planRefusals, ...sceneRefusals };
