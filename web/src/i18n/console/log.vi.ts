/** What a line of the log is made of; names are those of people, `value` is as PROTOCOL.md has it for `entry`. */
export interface Line {
  /** Who did it; the system itself for what happens to lines and clocks. */
  readonly who: string;
  /** The point it is about, by name; "" for none. */
  readonly point: string;
  readonly text: string;
  readonly value: string;
}

const about = (text: string) => (text === "" ? "" : ` về “${text}”`);
const because = (text: string) => (text === "" ? "" : `: ${text}`);

const PRESENCE: Readonly<Record<string, string>> = {
  room: "có mặt tại hội trường",
  online: "có mặt trực tuyến",
  absent: "vắng mặt",
  unknown: "chưa điểm danh",
};

const MODE: Readonly<Record<string, string>> = {
  discussion: "thảo luận",
  conference: "hội nghị",
  lecture: "báo cáo",
};

const ENDED: Readonly<Record<string, string>> = {
  stopped: "được mời dừng phát biểu",
  next: "nhường lời",
  left: "rời hội nghị, thôi phát biểu",
  closed: "thôi phát biểu do hội nghị kết thúc",
  withdrawn: "đã phát biểu xong",
};

const minutes = (value: string) =>
  value === "" ? "" : `, thời lượng ${Math.round(Number(value) / 6) / 10} phút`;

const LAYOUT: Readonly<Record<string, string>> = {
  auto: "tự động",
  grid: "lưới",
  side: "một điểm cầu lớn, cột bên",
  bottom: "một điểm cầu lớn, dải dưới",
  two: "hai điểm cầu",
  three: "ba điểm cầu và cột bên",
  lecture: "báo cáo",
  full: "toàn màn hình",
  pip: "hình trong hình",
  content_speaker: "tài liệu và người trình bày",
  content_strip: "tài liệu và các điểm cầu",
  custom: "tự vẽ",
};

/** A sentence for each event of the log, by its type. */
export const log: Readonly<Record<string, (line: Line) => string>> = {
  "meeting.planned": () => "Hội nghị được lập.",
  "meeting.opened": ({ who }) => `${who} khai mạc hội nghị.`,
  "meeting.closed": ({ who }) => `${who} kết thúc hội nghị.`,
  "meeting.limited": ({ who }) => `${who} thay đổi số điểm cầu được vào cùng lúc.`,
  "meeting.reopened": ({ who }) => `${who} mở lại hội nghị, lần kết thúc vừa rồi là do nhầm.`,
  "meeting.locked": ({ who, value }) =>
    value === "on" ? `${who} khóa phòng họp.` : `${who} mở khóa phòng họp.`,
  "meeting.mode": ({ who, value }) => `${who} chuyển sang chế độ ${MODE[value] ?? value}.`,
  "meeting.resumed": () => "Máy chủ hoạt động trở lại, hội nghị tiếp tục.",
  "seat.invited": ({ point }) => `${point} được thêm vào hội nghị.`,
  "seat.arrived": ({ point, value }) =>
    value === "on" ? `${point} vào phòng chờ.` : `${point} vào họp.`,
  "seat.admitted": ({ who, point, value }) =>
    point === "" ? `${who} cho ${value} điểm cầu vào họp.` : `${who} cho ${point} vào họp.`,
  "seat.dropped": ({ point }) => `${point} mất kết nối.`,
  "seat.left": ({ point }) => `${point} rời hội nghị.`,
  "seat.removed": ({ who, point, text }) =>
    `${who} mời ${point} ra khỏi phòng họp${because(text)}.`,
  "lobby.held": ({ who, value }) =>
    value === "on" ? `${who} mở phòng chờ.` : `${who} bỏ phòng chờ.`,
  "floor.requested": ({ point, text }) => `${point} giơ tay xin phát biểu${about(text)}.`,
  "floor.withdrawn": ({ point }) => `${point} thôi xin phát biểu.`,
  "floor.ordered": ({ who }) => `${who} sắp xếp lại danh sách xin phát biểu.`,
  "floor.prepared": ({ point }) =>
    point === "" ? "Bỏ chọn điểm cầu tiếp theo." : `Tiếp theo: ${point}.`,
  "floor.called": ({ who, point, text, value }) =>
    `${who} mời ${point} phát biểu${about(text)}${minutes(value)}.`,
  "floor.ended": ({ point, value }) => `${point} ${ENDED[value] ?? "thôi phát biểu"}.`,
  "floor.limited": ({ who, point, value }) =>
    value === ""
      ? `${who} bỏ giới hạn thời gian của ${point}.`
      : `${who} đổi thời gian của ${point}${minutes(value)}.`,
  "floor.paused": ({ who, point, value }) =>
    value === "on"
      ? `${who} tạm dừng đồng hồ của ${point}.`
      : `${who} cho đồng hồ của ${point} chạy tiếp.`,
  "floor.warned": ({ point, value }) =>
    value === "on" ? `${point} đã hết giờ phát biểu.` : `${point} sắp hết giờ phát biểu.`,
  "mic.switched": ({ point, value }) =>
    value === "on" ? `${point} tắt micrô.` : `${point} bật micrô.`,
  "mic.silenced": ({ who, point, value }) =>
    point === "" ? `${who} tắt micrô của ${value} điểm cầu.` : `${who} tắt micrô của ${point}.`,
  "mic.locked": ({ who, value }) =>
    value === "on" ? `${who} khóa micrô các điểm cầu.` : `${who} mở khóa micrô các điểm cầu.`,
  "mic.invited": ({ who, point }) => `${who} mời ${point} bật micrô.`,
  "mic.declined": ({ point }) => `${point} không bật micrô.`,
  "mic.granted": ({ point, value }) =>
    value === "on"
      ? `${point} cho phép trung tâm bật micrô.`
      : `${point} thôi cho phép trung tâm bật micrô.`,
  "agenda.set": ({ who }) => `${who} cập nhật chương trình.`,
  "agenda.moved": ({ who, text }) =>
    text === "" ? `${who} tạm rời chương trình.` : `${who} chuyển sang mục “${text}”.`,
  "roll.opened": ({ who }) => `${who} bắt đầu điểm danh.`,
  "roll.marked": ({ point, text, value }) =>
    `${point}: ${PRESENCE[value] ?? "đã điểm danh"}${because(text)}.`,
  "roll.evidence": ({ point }) => `Đã lưu ảnh điểm danh của ${point}.`,
  "roll.closed": ({ who, value }) =>
    value === "on"
      ? `${who} kết thúc điểm danh: đủ số đại biểu.`
      : `${who} kết thúc điểm danh: chưa đủ số đại biểu.`,
  "vote.opened": ({ who, text }) => `${who} mở biểu quyết “${text}”.`,
  "vote.cast": ({ point }) => `${point} đã biểu quyết.`,
  "vote.closed": ({ who, value }) =>
    value === "on"
      ? `${who} kiểm phiếu: được thông qua.`
      : `${who} kiểm phiếu: không được thông qua.`,
  "vote.cancelled": ({ who }) => `${who} hủy biểu quyết.`,
  "vote.shown": ({ who, value }) =>
    value === "on" ? `${who} chiếu kết quả biểu quyết.` : `${who} thôi chiếu kết quả biểu quyết.`,
  "notice.shown": ({ who, text }) => `${who} thông báo: “${text}”.`,
  "notice.cleared": () => "Thông báo được gỡ.",
  "countdown.set": ({ who, value }) =>
    value === "on" ? `${who} đặt đếm ngược.` : `${who} bỏ đếm ngược.`,
  "hold.set": ({ who, value }) =>
    value === "on" ? `${who} bật nhạc chờ.` : `${who} tắt nhạc chờ.`,
  "talk.set": ({ who, point }) =>
    point === "" ? `${who} kết thúc trao đổi riêng.` : `${who} trao đổi riêng với ${point}.`,
  "talk.answered": ({ point, value }) =>
    value === "on" ? `${point} bật micrô trao đổi riêng.` : `${point} tắt micrô trao đổi riêng.`,
  "scene.taken": ({ who, text, value }) =>
    `${who} đổi bố cục màn hình: ${text !== "" ? `“${text}”` : (LAYOUT[value] ?? value)}.`,
  "scene.undone": ({ who }) => `${who} trở lại bố cục trước.`,
  "scene.paged": ({ who, value }) => `${who} lật sang trang ${value === "1" ? "sau" : "trước"}.`,
  "preset.saved": ({ who, text }) => `${who} lưu bố cục “${text}”.`,
  "preset.renamed": ({ who, text }) => `${who} đổi tên một bố cục thành “${text}”.`,
  "preset.deleted": ({ who }) => `${who} xóa một bố cục đã lưu.`,
  chapter: ({ text }) => `Đoạn mới của bản ghi: ${text}.`,
};
