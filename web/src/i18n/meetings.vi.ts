import type { Period } from "../plan/listing";
import type { Fault } from "../plan/typed";
import type { Fraction, Mode, Part, Readers, Seating } from "../protocol";
import { repeat } from "./repeat.vi";
import { standings } from "./standings";

const periods: Record<Period, string> = {
  today: "Hôm nay",
  week: "Tuần này",
  coming: "Sắp tới",
  past: "Đã qua",
};

const modes: Record<Mode, string> = {
  discussion: "Thảo luận",
  conference: "Hội nghị",
  lecture: "Bài giảng",
};

const modeHints: Record<Mode, string> = {
  discussion: "Mọi điểm cầu được tự mở micrô và phát biểu.",
  conference: "Chủ trì mời phát biểu. Điểm cầu giơ tay và chờ đến lượt.",
  lecture: "Một người trình bày. Các điểm cầu khác tắt micrô.",
};

const parts: Record<Part, string> = {
  chair: "Chủ trì",
  secretary: "Thư ký",
  operator: "Kỹ thuật trung tâm",
};

const quorums: Record<Fraction, string> = {
  half: "Quá nửa",
  two_thirds: "Hai phần ba",
};

const seatings: Record<Seating, string> = {
  rank: "Theo cấp đơn vị (tỉnh, huyện, xã)",
  tree: "Theo cây đơn vị (huyện rồi các xã của huyện)",
  given: "Theo thứ tự được mời",
};

const readers: Record<Readers, string> = {
  all: "Mọi điểm cầu",
  leaders: "Chỉ người điều hành",
};

const faults: Record<Fault, string> = {
  missing: "Chưa nhập. Hãy nhập ô này.",
  number: "Hãy nhập một số nguyên.",
  endsBefore: "Giờ kết thúc phải sau giờ bắt đầu.",
  tooShort: "Cuộc họp dài ít nhất 5 phút.",
  tooLong: "Cuộc họp dài nhất 7 ngày.",
};

/** The pages on which meetings are planned, in Vietnamese, which gives the shape. */
export const vi = {
  add: "Lập cuộc họp",
  periods,
  period: "Thời gian",
  standing: "Trạng thái",
  standings: standings.vi,
  anyStanding: "Mọi trạng thái",
  searchHint: "Tên họp hoặc đơn vị",
  found: (count: number) => `${count} cuộc họp`,
  none: {
    today: "Hôm nay không có cuộc họp nào.",
    week: "Tuần này không có cuộc họp nào.",
    coming: "Chưa có cuộc họp nào sắp tới. Bấm “Lập cuộc họp” để thêm.",
    past: "Chưa có cuộc họp nào đã qua.",
  },
  noneFound: "Không có cuộc họp nào khớp. Gõ ít chữ hơn hoặc chọn thời gian khác.",
  points: (count: number) => `${count} điểm cầu`,
  periodic: "Định kỳ",
  notYet: "Buổi này được tạo trước 14 ngày. Sửa ở buổi gần nhất của chuỗi.",
  openSeries: "Buổi gần nhất",
  edit: "Sửa",
  view: "Xem",
  editNamed: (title: string) => `Sửa: ${title}`,
  console: "Điều hành",
  consoleNamed: (title: string) => `Điều hành: ${title}`,
  more: "Thêm",
  moreNamed: (title: string) => `Thêm: ${title}`,
  acts: {
    print: "In chương trình",
    calendar: "Tệp lịch (ICS)",
    recordings: "Bản ghi hình",
    copy: "Nhân bản",
    announce: "Công bố",
    withdraw: "Đưa về bản thảo",
    cancel: "Hủy cuộc họp",
    revive: "Khôi phục cuộc họp",
    remove: "Xóa bản thảo",
  },
  cancelQuestion: (title: string) => `Hủy “${title}”?`,
  cancelExplained:
    "Các điểm cầu không vào họp được nữa và lịch của cuộc họp ghi là đã hủy. Có thể khôi phục sau.",
  cancelSeriesExplained:
    "Các điểm cầu không vào họp được nữa và lịch ghi là đã hủy. Khôi phục sau: mở một buổi đã hủy, bấm Thêm, Khôi phục cuộc họp.",
  reviveQuestion: (title: string) => `Khôi phục “${title}”?`,
  reviveSeries: "Cuộc họp này thuộc một chuỗi định kỳ. Khôi phục những cuộc họp nào?",
  reviveExplained:
    "Mọi buổi đã hủy trong phạm vi được chọn đều họp lại, kể cả buổi đã hủy riêng. Chọn từ hai buổi trở lên thì chuỗi tiếp tục theo lịch lặp.",
  changeSeries: "Cuộc họp này thuộc một chuỗi định kỳ. Áp dụng thay đổi cho những cuộc họp nào?",
  changeSeriesExplained:
    "Chỉ những ô vừa sửa được đổi ở các buổi khác. Buổi đã họp hoặc đang họp giữ nguyên; buổi không còn trong lịch lặp mới bị hủy.",
  cancelSeries: "Cuộc họp này thuộc một chuỗi định kỳ. Hủy những cuộc họp nào?",
  scopes: {
    one: "Chỉ cuộc họp này",
    following: "Cuộc họp này và các cuộc họp sau",
    all: "Tất cả các cuộc họp chưa diễn ra",
  },
  removeQuestion: (title: string) => `Xóa bản thảo “${title}”?`,
  removeExplained: "Bản thảo bị xóa hẳn, không khôi phục được.",
  done: {
    announced: "Đã công bố cuộc họp.",
    draft: "Đã đưa về bản thảo.",
    cancelled: "Đã hủy cuộc họp.",
    removed: "Đã xóa bản thảo.",
  },

  editor: {
    title: "Cuộc họp mới",
    list: "Danh sách cuộc họp",
    save: "Lưu",
    saving: "Đang lưu…",
    saved: "Đã lưu.",
    unsaved: "Có thay đổi chưa lưu",
    kept: "Các thay đổi chưa lưu của quý vị đã được giữ lại. Bấm Lưu để ghi, hoặc bỏ đi.",
    forget: "Bỏ thay đổi",
    mayNot: "Quý vị xem được cuộc họp này nhưng không sửa được.",
    closed: "Cuộc họp đã kết thúc hoặc đã hủy nên không sửa được.",
    wrong: (count: number) => `Còn ${count} chỗ cần xem lại, đã đánh dấu trên trang.`,
    wrongField: "Giá trị này chưa hợp lệ. Sửa rồi lưu lại.",
    theirs: "Xem bản mới, bỏ phần tôi sửa",
    mine: "Ghi đè bằng bản của tôi",
    faults,
  },
  basics: {
    title: "Thông tin chung",
    name: "Tên cuộc họp",
    host: "Đơn vị tổ chức",
    noHost: "Toàn hệ thống",
    mode: "Hình thức",
    modes,
    modeHints,
    notes: "Ghi chú (in trong tệp lịch)",
  },
  time: {
    title: "Thời gian (giờ Việt Nam)",
    startDate: "Ngày bắt đầu",
    startTime: "Giờ bắt đầu",
    endDate: "Ngày kết thúc",
    endTime: "Giờ kết thúc",
    lasts: (hours: number, minutes: number) =>
      `Dài ${[hours > 0 ? `${hours} giờ` : "", minutes > 0 ? `${minutes} phút` : ""].filter(Boolean).join(" ")}.`,
  },
  repeat,
  invited: {
    title: "Điểm cầu được mời",
    count: (points: number, delegates: number) => `${points} điểm cầu, ${delegates} đại biểu`,
    none: "Chưa mời điểm cầu nào. Chọn cả đơn vị hoặc từng điểm cầu.",
    ofUnit: (invited: number, all: number) => `${invited}/${all} điểm cầu`,
    whole: "cả đơn vị",
    delegates: (name: string) => `Số đại biểu của ${name}`,
    delegatesShort: "đại biểu",
    onlyInvited: "Chỉ hiện điểm được mời",
    more: (count: number) => `Còn ${count} dòng nữa. Gõ tên để tìm.`,
    seating: "Thứ tự chỗ ngồi",
    seatings,
    conflicts: "Điểm cầu được mời họp nơi khác cùng lúc",
    conflict: (names: string, more: number) =>
      more > 0 ? `${names} và ${more} điểm cầu khác` : names,
  },
  people: {
    title: "Người điều hành",
    chair: "Điểm cầu chủ trì",
    noChair: "Chưa chọn",
    account: "Người được giao",
    accountHint: "Gõ họ tên hoặc tên đăng nhập, có dấu hay không đều được.",
    nobody: "Không tìm thấy ai trong đơn vị của quý vị.",
    part: "Nhiệm vụ",
    parts,
    add: "Thêm người",
    remove: (name: string) => `Bỏ ${name}`,
    none: "Chưa phân công ai. Người có quyền ở đơn vị tổ chức vẫn điều hành được.",
  },
  rules: {
    title: "Khi vào họp",
    lobby: "Chờ ở phòng chờ đến khi được mời vào",
    muted: "Tắt micrô khi vào họp",
    camera: "Bật camera khi vào họp",
    emblem: "Hiện biểu trưng của đơn vị tổ chức trong hình",
    limit: "Số điểm cầu nhiều nhất",
    limitHint: "Để trống là không giới hạn.",
    quorum: "Số đại biểu cần có để biểu quyết",
    quorums,
  },
  agenda: {
    title: "Chương trình",
    item: (number: number) => `Nội dung ${number}`,
    name: "Nội dung",
    minutes: "Phút",
    speaker: "Người trình bày",
    unit: "Đơn vị trình bày",
    add: "Thêm nội dung",
    none: "Chưa có nội dung nào.",
    up: (number: number) => `Đưa nội dung ${number} lên`,
    down: (number: number) => `Đưa nội dung ${number} xuống`,
    remove: (number: number) => `Bỏ nội dung ${number}`,
    drag: "Kéo để đổi thứ tự",
    keys: "Đổi thứ tự: kéo bằng chuột, bấm mũi tên, hoặc phím Alt + ↑ / ↓.",
    moved: (number: number) => `Đã chuyển đến vị trí ${number}.`,
    total: (minutes: number) => `Tổng ${minutes} phút`,
  },
  papers: {
    common: "Tài liệu chung của cuộc họp",
    add: "Thêm tài liệu PDF",
    addTo: (title: string) => `Thêm tài liệu PDF cho: ${title}`,
    saveFirst: "Lưu cuộc họp rồi thêm tài liệu.",
    readers: "Tài liệu thêm vào dành cho",
    readerNames: readers,
    notPdf: (name: string) => `“${name}” không phải PDF. Hãy xuất tài liệu ra PDF rồi thêm lại.`,
    tooLarge: (name: string) => `“${name}” lớn hơn 50 MB. Hãy giảm dung lượng hoặc chia nhỏ.`,
    failed: (name: string, why: string) => `“${name}”: ${why}`,
    sending: (name: string) => `Đang gửi ${name}`,
    remove: (title: string) => `Xóa tài liệu ${title}`,
    removeQuestion: (title: string) => `Xóa “${title}”?`,
    removeExplained: "Tệp bị xóa khỏi máy chủ, các điểm cầu không mở được nữa.",
    removeYes: "Xóa tài liệu",
  },
};

export type MeetingTexts = typeof vi;
