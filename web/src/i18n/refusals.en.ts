import { planRefusals } from "./plan.en";
import { sceneRefusals } from "./scene.en";

/** Why an emblem was refused. */
const emblemRefusals = {
  emblem_invalid:
    "The picture cannot be used. Choose a PNG, JPEG or WebP file whose shorter side has 64 pixels at least, and whose longer side is not more than 4 times that.",
  emblem_too_large: "The picture is too large. Choose one of 2 MB and 4096 pixels a side at most.",
};

/** Why something was refused that only some pages ask for. */
export const furtherRefusals = { ...planRefusals, ...sceneRefusals, ...emblemRefusals };
