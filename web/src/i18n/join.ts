import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  muted: "Cuộc họp tắt micrô khi vào. Trong phòng họp, bật lại khi được phép.",
  tryMicrophone: "Thử micrô",
  noPicture: "Chưa có hình từ camera.",
};

const en: typeof vi = {
  muted: "The meeting has microphones off at first. In the room, open yours when you may.",
  tryMicrophone: "Try the microphone",
  noPicture: "No picture from the camera.",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What the join page says of the meeting's own settings. */
export const joinTexts = computed(() => TEXTS[lang.value]);
