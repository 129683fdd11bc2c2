import { planRefusals } from "./plan.vi";
import { sceneRefusals } from "./scene.vi";

/** Why an emblem was refused. */
const emblemRefusals = {
  emblem_invalid:
    "Không dùng được ảnh này. Hãy chọn ảnh PNG, JPEG hoặc WebP, cạnh ngắn từ 64 điểm ảnh, cạnh dài không quá 4 lần cạnh ngắn.",
  emblem_too_large: "Ảnh quá lớn. Hãy chọn ảnh không quá 2 MB và 4096 điểm ảnh mỗi cạnh.",
};

/** Why something was refused that only some pages ask for. */
export const furtherRefusals = { ...planRefusals, ...sceneRefusals, ...emblemRefusals };
