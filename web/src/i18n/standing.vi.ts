import type { Standing } from "../meeting/standing";

/** Where I stand, in one line. */
export const standing: Record<Standing, string> = {
  joining: "Đang vào cuộc họp. Vui lòng chờ.",
  offline: "Máy này mất mạng. Kiểm tra dây mạng hoặc Wi-Fi; có mạng là tự nối lại.",
  reconnecting: "Mất kết nối. Đang nối lại, không cần làm gì.",
  controlLost:
    "Vẫn nghe và thấy cuộc họp, các nút tạm chưa dùng được. Đang nối lại, không cần làm gì.",
  private: "Đang trao đổi riêng. Chỉ kỹ thuật trung tâm nghe thấy, hội nghị không nghe thấy.",
  privateShut: "Kỹ thuật trung tâm đang nói riêng với quý vị. Bấm Trả lời để nói lại.",
  opening: "Đang bật micrô…",
  closing: "Đang tắt micrô…",
  noMicrophone:
    "Micrô không hoạt động, mọi người không nghe thấy quý vị. Kiểm tra dây hoặc chọn micrô khác.",
  deadMicrophone: "Không nghe thấy micrô. Kiểm tra dây hoặc chọn micrô khác.",
  calledMuted:
    "Quý vị đang được mời phát biểu nhưng micrô đang tắt. Bấm Micrô để mọi người nghe được.",
  invited: "Chủ trì mời quý vị bật micrô. Bấm Micrô để bật.",
  next: "Tiếp theo: quý vị. Xin chuẩn bị phát biểu.",
  queued: "Đã giơ tay. Chờ chủ trì mời phát biểu.",
  talkingLocked: "Quý vị đang nói nhưng micrô đang tắt. Bấm Giơ tay để xin phát biểu.",
  locked: "Micrô do chủ trì điều hành. Muốn phát biểu, bấm Giơ tay.",
  talkingMuted: "Quý vị đang nói nhưng micrô đang tắt. Bấm Micrô để mọi người nghe được.",
  muted: "Quý vị đang tắt micrô.",
  onAir: "Đang lên sóng. Mọi người đang nghe.",
  open: "Micrô đang bật, mọi người nghe được quý vị.",
};
