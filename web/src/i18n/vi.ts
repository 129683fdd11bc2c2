import type { Why } from "../api";
import type { Path } from "../media/statistics";
import type { Trouble } from "../media/trouble";
import type { Standing } from "../meeting/standing";
import type { Quality, RecordingInfo, SeatState } from "../protocol";

/**
 * Vietnamese: formal and short, in the order "what happens. What you can do."
 */

const refusal: Record<Why, string> = {
  offline: "Không kết nối được tới máy chủ. Kiểm tra mạng rồi thử lại.",
  sdp_invalid: "Trình duyệt gửi lời mời không hợp lệ. Cập nhật trình duyệt rồi thử lại.",
  token_missing: "Cần đường dẫn mời để vào cuộc họp này. Liên hệ người tổ chức để nhận đường dẫn.",
  token_invalid: "Đường dẫn mời không hợp lệ. Mở lại đường dẫn đã nhận hoặc liên hệ người tổ chức.",
  token_expired: "Đường dẫn mời đã hết hạn. Liên hệ người tổ chức để nhận đường dẫn mới.",
  token_other_meeting: "Đường dẫn mời này thuộc cuộc họp khác. Mở đúng đường dẫn của cuộc họp này.",
  token_other_kind: "Đường dẫn này không dùng để vào họp. Liên hệ người tổ chức.",
  origin_refused: "Trang này không được phép vào cuộc họp. Mở đường dẫn mời từ địa chỉ chính thức.",
  forbidden: "Điểm cầu của quý vị không được phép làm việc này. Liên hệ người tổ chức.",
  meeting_unknown: "Không tìm thấy cuộc họp. Kiểm tra đường dẫn hoặc liên hệ người tổ chức.",
  point_unknown: "Không tìm thấy điểm cầu này trong cuộc họp. Liên hệ người tổ chức.",
  point_taken: "Điểm cầu này đang có người tham dự. Chọn điểm cầu khác hoặc liên hệ người tổ chức.",
  session_unknown: "Phiên kết nối đã kết thúc. Đang nối lại, không cần làm gì.",
  recording_unknown: "Không tìm thấy bản ghi. Tải lại danh sách.",
  not_found: "Không tìm thấy nội dung này. Kiểm tra đường dẫn.",
  method_not_allowed: "Máy chủ không nhận yêu cầu này. Tải lại trang.",
  etag_mismatch: "Kết nối vừa thay đổi. Đang nối lại, không cần làm gì.",
  etag_missing: "Máy chủ không nhận yêu cầu này. Tải lại trang.",
  body_too_large: "Nội dung gửi đi quá lớn. Rút ngắn rồi gửi lại.",
  media_type: "Máy chủ không nhận yêu cầu này. Tải lại trang.",
  request_invalid: "Yêu cầu không hợp lệ. Tải lại trang rồi thử lại.",
  rate_limited: "Thao tác quá nhanh. Chờ vài giây rồi thử lại.",
  busy: "Cuộc họp đã đủ số kết nối. Hệ thống sẽ tự thử lại, không cần làm gì.",
  internal: "Máy chủ gặp lỗi. Thử lại sau ít phút; nếu vẫn lỗi, báo kỹ thuật trung tâm.",
  message_invalid: "Máy chủ không hiểu yêu cầu. Tải lại trang.",
  hello_missing: "Kết nối chưa hoàn tất. Tải lại trang.",
  version_unsupported: "Trang này đã cũ so với máy chủ. Tải lại trang.",
  recording_failed: "Không ghi hình được. Thử lại hoặc báo kỹ thuật trung tâm.",
  sharing_taken:
    "Điểm cầu khác đang chia sẻ tài liệu. Chờ điểm cầu đó xong, hoặc bấm Chia sẻ để thay.",
};

const cameraTrouble: Record<Trouble, string> = {
  denied:
    "Trình duyệt không được phép dùng camera. Bấm biểu tượng camera ở thanh địa chỉ, chọn Cho phép, rồi thử lại.",
  missing: "Không tìm thấy camera. Cắm camera vào máy, hệ thống sẽ tự nhận.",
  busy: "Camera đang được chương trình khác dùng. Đóng chương trình đó rồi thử lại.",
  insecure:
    "Trang không mở qua kết nối an toàn nên không dùng được camera. Mở lại bằng địa chỉ bắt đầu bằng https.",
  unsupported:
    "Trình duyệt này không dùng được camera. Mở trang bằng Chrome, Edge hoặc Firefox bản mới.",
  unplugged: "Camera đã bị ngắt. Cắm lại camera hoặc chọn camera khác.",
  failed: "Không mở được camera. Rút ra cắm lại rồi thử lại, hoặc chọn camera khác.",
};

const microphoneTrouble: Record<Trouble, string> = {
  denied:
    "Trình duyệt không được phép dùng micrô. Bấm biểu tượng micrô ở thanh địa chỉ, chọn Cho phép, rồi thử lại.",
  missing: "Không tìm thấy micrô. Cắm micrô vào máy, hệ thống sẽ tự nhận.",
  busy: "Micrô đang được chương trình khác dùng. Đóng chương trình đó rồi thử lại.",
  insecure:
    "Trang không mở qua kết nối an toàn nên không dùng được micrô. Mở lại bằng địa chỉ bắt đầu bằng https.",
  unsupported:
    "Trình duyệt này không dùng được micrô. Mở trang bằng Chrome, Edge hoặc Firefox bản mới.",
  unplugged: "Micrô đã bị ngắt. Cắm lại micrô hoặc chọn micrô khác.",
  failed: "Không mở được micrô. Rút ra cắm lại rồi thử lại, hoặc chọn micrô khác.",
};

const standing: Record<Standing, string> = {
  joining: "Đang vào cuộc họp. Vui lòng chờ.",
  offline: "Máy này mất mạng. Kiểm tra dây mạng hoặc Wi-Fi; có mạng là tự nối lại.",
  reconnecting: "Mất kết nối. Đang nối lại, không cần làm gì.",
  controlLost:
    "Vẫn nghe và thấy cuộc họp, các nút tạm chưa dùng được. Đang nối lại, không cần làm gì.",
  opening: "Đang bật micrô…",
  closing: "Đang tắt micrô…",
  noMicrophone:
    "Micrô không hoạt động, mọi người không nghe thấy quý vị. Kiểm tra dây hoặc chọn micrô khác.",
  deadMicrophone: "Không nghe thấy micrô. Kiểm tra dây hoặc chọn micrô khác.",
  talkingMuted: "Quý vị đang nói nhưng micrô đang tắt. Bấm Micrô để mọi người nghe được.",
  muted: "Quý vị đang tắt micrô.",
  onAir: "Đang lên sóng. Mọi người đang nghe.",
  open: "Micrô đang bật, mọi người nghe được quý vị.",
};

const quality: Record<Quality["grade"] | "unknown", string> = {
  good: "Đường truyền tốt",
  fair: "Đường truyền trung bình",
  poor: "Đường truyền yếu",
  lost: "Mất đường truyền",
  unknown: "Đang đo đường truyền",
};

const seatState: Record<SeatState, string> = {
  invited: "Chưa vào",
  lobby: "Phòng chờ",
  present: "Có mặt",
  dropped: "Mất kết nối",
  left: "Đã rời",
};

const recordingState: Record<RecordingInfo["state"], string> = {
  running: "Đang ghi",
  complete: "Đã ghi xong",
  interrupted: "Bị gián đoạn, xem được đến lúc dừng",
};

export const vi = {
  product: "Điểm Cầu",
  skip: "Đến nội dung chính",
  retry: "Thử lại",
  close: "Đóng",
  cancel: "Không",
  loading: "Đang tải…",
  toStart: "Về trang đầu",
  language: "Ngôn ngữ",
  languages: { vi: "Tiếng Việt", en: "English" },
  theme: "Nền",
  themes: { auto: "Tự động", light: "Sáng", dark: "Tối" },
  notices: "Thông báo",
  moment: (weekday: string, date: string, time: string) => `${weekday}, ngày ${date}, ${time}`,
  refusal,
  trouble: { camera: cameraTrouble, microphone: microphoneTrouble },
  standing,
  quality,
  seatState,

  start: {
    title: "Họp trực tuyến, một hình, một tiếng",
    about:
      "Mỗi điểm cầu gửi đi một hình và một tiếng. Máy chủ ghép lại và gửi cho mọi điểm cầu một hình chung, nên đường truyền yếu vẫn dự họp được.",
    openMeetings: "Cuộc họp đang mở",
    none: "Hiện không có cuộc họp nào đang mở. Dùng đường dẫn mời để vào cuộc họp của quý vị.",
    present: (count: number) =>
      count === 0 ? "Chưa có điểm cầu nào" : `${count} điểm cầu đang có mặt`,
    join: "Vào họp",
    joinNamed: (title: string) => `Vào họp: ${title}`,
    recordings: "Bản ghi",
    recordingsNamed: (title: string) => `Bản ghi: ${title}`,
    byLink: "Vào bằng đường dẫn mời",
    link: "Đường dẫn mời",
    linkHint: "Dán đường dẫn trong thư mời hoặc tin nhắn.",
    linkWrong:
      "Đây không phải đường dẫn mời của hệ thống này. Kiểm tra và dán lại toàn bộ đường dẫn.",
    go: "Tiếp tục",
  },

  join: {
    page: "Chuẩn bị vào họp",
    point: "Điểm cầu",
    pickPoint: "Chọn điểm cầu của quý vị",
    search: "Tìm điểm cầu",
    searchHint: "Gõ tên có dấu hoặc không dấu",
    found: (count: number) => `Có ${count} điểm cầu`,
    noneFound: "Không có điểm cầu nào khớp. Gõ ít chữ hơn.",
    taken: "Đang có người",
    devices: "Kiểm tra thiết bị",
    camera: "Camera",
    microphone: "Micrô",
    speaker: "Loa",
    systemDefault: "Theo hệ thống",
    nameless: (kind: string, number: number) => `${kind} ${number}`,
    selfView: "Hình của quý vị",
    cameraIsOff: "Camera đang tắt",
    asking: "Trình duyệt đang hỏi quyền dùng camera và micrô. Chọn Cho phép.",
    microphoneLevel: "Mức tiếng của micrô",
    microphoneHint: "Nói thử một câu: vạch phải chuyển động.",
    speakerLevel: "Mức tiếng thử",
    speakerHint: "Không nghe thấy tiếng thử: tăng âm lượng hoặc chọn loa khác.",
    testSpeaker: "Phát tiếng thử",
    testing: "Đang phát…",
    testFailed: "Không phát được tiếng thử. Chọn loa khác.",
    useCamera: "Bật camera khi vào họp",
    useMicrophone: "Bật micrô khi vào họp",
    without: {
      camera: "Quý vị vẫn vào họp được: mọi người sẽ thấy bảng tên thay cho hình.",
      microphone: "Quý vị vẫn vào họp được để nghe, nhưng chưa phát biểu được.",
    },
    enter: "Vào họp",
    entering: "Đang vào…",
    choosePoint: "Chưa chọn điểm cầu. Chọn một điểm cầu trong danh sách.",
  },

  room: {
    page: "Phòng họp",
    picture: "Hình chung của cuộc họp",
    controls: "Điều khiển",
    microphone: "Micrô",
    camera: "Camera",
    on: "đang bật",
    off: "đang tắt",
    underWay: "đang chuyển",
    unavailable: "không dùng được",
    hand: "Giơ tay",
    handLong: "Giơ tay xin phát biểu",
    handUp: "đang giơ",
    handDown: "chưa giơ",
    share: "Chia sẻ",
    shareLong: "Chia sẻ tài liệu",
    sharing: "đang chia sẻ",
    notSharing: "chưa chia sẻ",
    youShare: "Quý vị đang chia sẻ tài liệu. Mọi điểm cầu đang xem.",
    stopSharing: "Dừng chia sẻ",
    shares: (name: string) => `${name} đang chia sẻ tài liệu`,
    sharedContent: (name: string) => `Tài liệu do ${name} chia sẻ`,
    contentComing: "Đang chờ tài liệu…",
    enlargePeople: "Phóng to hình mọi người",
    enlargeContent: "Phóng to tài liệu",
    swap: "Đổi chỗ tài liệu và hình mọi người",
    take: "Chia sẻ thay",
    takeQuestion: "Chia sẻ thay điểm cầu khác?",
    takeExplained: (name: string) =>
      `${name} đang chia sẻ. Tài liệu của quý vị sẽ hiện thay cho tài liệu đó.`,
    shareTakenBy: (name: string) =>
      `${name} đang chia sẻ thay quý vị. Tài liệu của quý vị đã dừng.`,
    shareFailed:
      "Không chia sẻ được màn hình. Thử lại và chọn một cửa sổ khác, hoặc dùng trình duyệt khác.",
    more: "Thêm",
    leave: "Rời họp",
    leaveQuestion: "Rời cuộc họp?",
    leaveExplained: "Điểm cầu của quý vị sẽ rời khỏi hình chung. Có thể vào lại bất cứ lúc nào.",
    roster: "Điểm cầu",
    rosterOf: (present: number, all: number) => `${present} trên ${all} điểm cầu có mặt`,
    hands: "Xin phát biểu",
    present: "Có mặt",
    away: "Vắng mặt",
    you: "quý vị",
    speaking: "đang nói",
    microphoneOff: "tắt micrô",
    cameraOff: "tắt camera",
    chat: "Trao đổi",
    unread: (count: number) => `${count} tin chưa đọc`,
    noChat: "Chưa có tin nào. Tin gửi ở đây mọi điểm cầu đều đọc được.",
    message: "Tin nhắn cho mọi người",
    send: "Gửi",
    sending: "đang gửi",
    notSent: "Chưa gửi được",
    sendAgain: "Gửi lại",
    panel: "Danh sách và trao đổi",
    recording: "Đang ghi hình",
    recordStart: "Bắt đầu ghi hình",
    recordStop: "Dừng ghi hình",
    recordStartQuestion: "Ghi hình cuộc họp?",
    recordStartExplained:
      "Hình và tiếng của mọi điểm cầu sẽ được lưu. Mọi người thấy dấu Đang ghi hình.",
    recordStopQuestion: "Dừng ghi hình?",
    recordStopExplained: "Bản ghi được lưu lại ngay và xem được trong mục Bản ghi.",
    recordings: "Bản ghi của cuộc họp",
    recordBusy: "Đang chuyển trạng thái ghi hình…",
    fullScreen: "Toàn màn hình",
    leaveFullScreen: "Thoát toàn màn hình",
    devices: "Camera, micrô, loa",
    settings: "Ngôn ngữ và nền",
    pictureAndLine: "Hình nhận về và đường truyền",
    pictureChoice: "Hình nhận về",
    pictureChoices: {
      full: "Hình đầy đủ",
      saver: "Tiết kiệm băng thông",
      sound: "Chỉ nghe âm thanh",
    },
    pictureHints: {
      full: "Nét nhất mà đường truyền cho phép.",
      saver: "Hình nhận và hình gửi đều nhỏ hơn, dùng khi mạng yếu hoặc tính theo dung lượng.",
      sound: "Không nhận hình, gửi hình nhỏ. Vẫn nghe rõ và phát biểu được.",
    },
    soundOnly: "Quý vị đang chỉ nghe âm thanh, không nhận hình.",
    showPicture: "Xem lại hình",
    paths: {
      "": "Đang tìm đường tới máy chủ.",
      direct: "Kết nối thẳng tới máy chủ.",
      "relay-udp": "Kết nối qua máy chủ trung chuyển (UDP).",
      "relay-tcp": "Kết nối qua máy chủ trung chuyển (TCP). Hình và tiếng có thể chậm hơn.",
      "relay-tls": "Kết nối qua máy chủ trung chuyển (TLS). Hình và tiếng có thể chậm hơn.",
    } satisfies Record<Path, string>,
    help: "Phím tắt",
    shortcuts: "Dùng phím tắt một chữ",
    shortcutHelp: "Mở mục Thêm",
    enableSound: "Bật âm thanh",
    soundBlocked: "Trình duyệt đang chặn âm thanh. Bấm nút để nghe cuộc họp.",
    frozenFor: (seconds: number) => `Hình dừng đã ${seconds} giây`,
    unreachable: "Chưa kết nối được tới máy chủ. Đang thử lại, không cần làm gì.",
    unconfirmed: "Máy chủ chưa xác nhận. Thử lại.",
    titleOnAir: "Đang lên sóng",
  },

  end: {
    left: "Quý vị có thể vào lại bất cứ lúc nào.",
    over: "Cảm ơn quý vị đã tham dự. Nếu có ghi hình, xem lại ở mục Bản ghi.",
    replaced: "Điểm cầu này vừa vào họp từ máy khác. Nếu muốn dự họp ở máy này, bấm nút bên dưới.",
    again: "Vào lại cuộc họp",
    takeBack: "Dự họp ở máy này",
    toJoin: "Chọn lại điểm cầu",
    title: {
      left: "Đã rời cuộc họp",
      over: "Cuộc họp đã kết thúc",
      replaced: "Đã chuyển sang máy khác",
      refused: "Không vào được cuộc họp",
    },
  },

  recordings: {
    page: "Bản ghi cuộc họp",
    none: "Cuộc họp này chưa có bản ghi. Bắt đầu ghi hình trong phòng họp, mục Thêm.",
    play: "Xem",
    playNamed: (started: string) => `Xem bản ghi ${started}`,
    download: "Tải về",
    downloadNamed: (started: string) => `Tải về bản ghi ${started}`,
    player: (started: string) => `Bản ghi ${started}`,
    state: recordingState,
    playFailed: "Không phát được bản ghi. Tải lại danh sách rồi thử lại.",
    growing: "Bản ghi còn đang tiếp tục. Bấm Xem lần nữa để xem phần mới.",
    length: "Thời lượng",
    size: "Dung lượng",
    toMeeting: "Vào họp",
  },

  unknown: {
    title: "Không có trang này",
    text: "Đường dẫn không đúng hoặc trang đã chuyển đi. Về trang đầu để tìm cuộc họp.",
  },
};
