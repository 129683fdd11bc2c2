import { computed } from "@preact/signals";
import { lang } from "../settings";

/** The texts of a point's permanent link. */
const vi = {
  title: "Điểm cầu",
  none: "Chưa có cuộc họp nào được thông báo cho điểm cầu này. Cứ để trang này mở, cuộc họp sẽ tự hiện.",
  next: "Cuộc họp tiếp theo",
  starts: (moment: string) => `Bắt đầu: ${moment}.`,
  opens: (moment: string) => `Vào được từ: ${moment}. Cứ để trang này mở, nút vào họp sẽ tự hiện.`,
  test: "Thử thiết bị",
  testHint:
    "Thử camera, micrô và đường truyền với máy chủ bất cứ lúc nào. Không ai khác nhìn thấy.",
  call: "Cần giúp, gọi",
};

const en: typeof vi = {
  title: "Point",
  none: "No meeting of this point has been announced. Leave this page open; it will show by itself.",
  next: "Next meeting",
  starts: (moment) => `Starts: ${moment}.`,
  opens: (moment) => `Opens: ${moment}. Leave this page open; the way in will show by itself.`,
  test: "Try the equipment",
  testHint: "Try camera, microphone and line with the server at any time. Nobody else sees it.",
  call: "For help, call",
};

export type PointTexts = typeof vi;

const TEXTS = { vi, en } as const;

export const pointTexts = computed(() => TEXTS[lang.value]);
