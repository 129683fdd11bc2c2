// A meeting under way, told to the console by a WebSocket that is none: hundreds of points without a line to any.
// Runs in the page before its own scripts; `POINTS` is set by the test. What the page sends is in `__sent`.
{
  const UNITS = [
    "Trực Ninh",
    "Hải Hậu",
    "Giao Thủy",
    "Ý Yên",
    "Vụ Bản",
    "Mỹ Lộc",
    "Nam Trực",
    "Xuân Trường",
    "Nghĩa Hưng",
    "Kim Bảng",
    "Lý Nhân",
    "Gia Viễn",
  ];
  const PLACES = [
    "Trung Đông",
    "Hải Anh",
    "Giao Thiện",
    "Yên Chính",
    "Liên Minh",
    "Mỹ Tân",
    "Nam Giang",
    "Xuân Ngọc",
    "Nghĩa Lâm",
    "Tân Sơn",
    "Đạo Lý",
    "Gia Hưng",
  ];
  const SUBJECTS = [
    "Tiến độ giải phóng mặt bằng đường bộ ven biển",
    "Chuyển đổi số cấp xã",
    "",
    "Phòng chống thiên tai năm 2026",
    "Giá đất hỗ trợ tái định cư tại khu vực ven sông",
    "Thu ngân sách",
  ];
  const STATES = [
    "present",
    "present",
    "present",
    "present",
    "present",
    "present",
    "present",
    "dropped",
    "invited",
    "present",
    "present",
    "lobby",
  ];
  const at = (secondsAgo) => new Date(Date.now() - secondsAgo * 1000).toISOString();
  const name = (i) =>
    `UBND xã ${PLACES[(i * 5) % PLACES.length]}${i >= 144 ? ` ${Math.floor(i / 144)}` : ""}`;
  const seat = (i) => ({
    point: `p${i}`,
    name:
      i < 3 ? ["Hội trường UBND tỉnh Nam Định", "Tỉnh ủy", "Thường trực HĐND tỉnh"][i] : name(i),
    unit:
      i < 3
        ? ""
        : `Huyện ${UNITS[Math.floor((i - 3) / 11) % UNITS.length]}${i >= 135 ? ` ${Math.floor(i / 135)}` : ""}`,
    state: i < 12 ? "present" : STATES[i % STATES.length],
    muted: i > 1 && i !== 6,
    camera: i % 9 !== 4,
    hand_since: null,
    kind: "point",
    order: i,
  });
  const seats = Array.from({ length: POINTS }, (_, i) => seat(i));
  const present = seats.filter(({ state }) => state === "present");
  const floor = {
    type: "floor",
    queue: [5, 8, 4, 9, 20, 40].map((i, n) => ({
      point: `p${i}`,
      subject: SUBJECTS[n],
      at: at(700 - n * 95),
    })),
    ready: "p5",
    on_air: [
      {
        point: "p6",
        subject: SUBJECTS[0],
        since: at(192),
        limit_s: 300,
        held_ms: 0,
        paused: null,
        warned: false,
        over: false,
      },
    ],
  };
  const rules = {
    type: "rules",
    phase: "open",
    mode: "conference",
    lecturer: "",
    chair: "p0",
    locked: false,
    lobby: true,
    mics_locked: true,
  };
  const items = [
    "Khai mạc, giới thiệu đại biểu",
    "Báo cáo tình hình kinh tế - xã hội năm 2026",
    "Thảo luận của các điểm cầu",
    "Biểu quyết thông qua các nghị quyết",
    "Kết luận của chủ trì",
  ].map((title, i) => ({
    id: `m${i}`,
    title,
    minutes: [10, 30, 90, 20, 15][i],
    speaker: [
      "Văn phòng UBND tỉnh",
      "Sở Kế hoạch và Đầu tư",
      "",
      "Thư ký kỳ họp",
      "Chủ tịch UBND tỉnh",
    ][i],
  }));
  const marks = present.map(({ point }, i) => ({
    point,
    presence: i < 2 ? "room" : i % 13 === 7 ? "absent" : "online",
    reason: i % 13 === 7 ? "Họp Ban Thường vụ" : "",
    heads: i % 13 === 7 ? null : 4 + (i % 17),
  }));
  const vote = (id, more) => ({
    type: "vote",
    vote: id,
    question: "Thông qua Nghị quyết về dự toán ngân sách địa phương năm 2027",
    options: ["Tán thành", "Không tán thành", "Không biểu quyết"],
    basis: "points",
    secret: false,
    base: "all",
    share: "half",
    until: null,
    voters: present.length,
    voted: present.length - 9,
    cancelled: false,
    result: null,
    shown: false,
    ...more,
  });
  const past = vote("v1", {
    question: "Thông qua chương trình kỳ họp",
    voted: present.length,
    result: {
      counts: [
        { option: "Tán thành", count: 110 },
        { option: "Không tán thành", count: 1 },
        { option: "Không biểu quyết", count: 0 },
      ],
      cast: 111,
      present: 111,
      total: 114,
      passed: true,
    },
  });
  const voters = {
    type: "voters",
    vote: "v2",
    votes: Object.fromEntries(present.map(({ point }) => [point, 1])),
    voted: present.slice(9).map(({ point }) => point),
  };
  const who = "Nguyễn Thị Hòa";
  const entries = [
    ["meeting.opened", "Khai mạc.", "Opened the meeting."],
    ["mic.locked", "Khóa micrô của các điểm cầu.", "Locked the microphones."],
    ["roll.opened", "Bắt đầu điểm danh.", "Began the roll call."],
    ["roll.closed", "Kết thúc điểm danh: đủ số đại biểu.", "Closed the roll call: quorum."],
    ["agenda.moved", `Chuyển sang mục “${items[2].title}”.`, `Went on to “${items[2].title}”.`],
    ["floor.requested", `${name(6)} xin phát biểu: ${SUBJECTS[0]}.`, `${name(6)} asked to speak.`],
    ["floor.called", `Mời ${name(6)} phát biểu, thời lượng 5 phút.`, `Called ${name(6)}, 5 min.`],
    ["seat.dropped", `${name(19)} mất kết nối.`, `${name(19)} lost its connection.`],
    ["floor.requested", `${name(5)} xin phát biểu: ${SUBJECTS[0]}.`, `${name(5)} asked to speak.`],
    ["floor.prepared", `Tiếp theo: ${name(5)}.`, `Next: ${name(5)}.`],
  ].map(([what, text, text_en], i) => ({
    type: "entry",
    what,
    line: { seq: i + 1, at: at(900 - i * 60), who, text, text_en, minor: false },
  }));
  const chat = [
    {
      id: 1,
      point: "p4",
      name: name(4),
      text: "Đề nghị trung tâm kiểm tra giúp tiếng của điểm cầu chúng tôi.",
      sent: at(300),
      ref: "x",
      to: "@operators",
      question: false,
      file: null,
    },
  ];
  const can = { record: true, chat: true, hand: false, share: false, rights: [] };
  const welcome = {
    type: "welcome",
    meeting: {
      id: "demo",
      title: "Kỳ họp thứ mười hai Hội đồng nhân dân tỉnh khóa XIX, nhiệm kỳ 2026 – 2031",
      present: present.length,
    },
    you: "",
    seats,
    recording: { on: true, since: at(900), id: "r" },
    sharing: null,
    chat,
    speaking: ["p6"],
    server_time: at(0),
    can,
  };
  const told = [
    welcome,
    rules,
    floor,
    { type: "agenda", items, current: "m2" },
    { type: "roll", open: true, quorum: "two_thirds", result: null },
    { type: "marks", marks },
    past,
    vote("v2", {}),
    voters,
    {
      type: "notices",
      text: "",
      points: null,
      bell: false,
      until: null,
      countdown: null,
      music: false,
    },
    {
      type: "roster",
      points: seats.map((one) => ({
        point: one.point,
        path: ["Tỉnh Nam Định", one.unit].filter(Boolean),
        delegates: one.order < 3 ? 12 : 1,
      })),
    },
    {
      type: "health",
      points: present
        .filter((_, i) => i % 10 === 3)
        .map(({ point }, i) => ({ point, grade: i % 3 ? "fair" : "poor", loss: 4, rtt_ms: 80 })),
    },
    {
      type: "scene",
      scene: { layout: "side" },
      key: 3,
      undo: true,
      presets: [
        ["auto", "Tự động"],
        ["grid", "Lưới"],
        ["side", "Một lớn, cột bên"],
        ["bottom", "Một lớn, dải dưới"],
        ["two", "Hai điểm cầu"],
        ["three", "Ba điểm cầu, cột bên"],
        ["lecture", "Báo cáo của Ủy ban nhân dân tỉnh"],
        ["content_speaker", "Tài liệu và người trình bày"],
      ].map(([layout, title], i) => ({ key: i + 1, name: title, scene: { layout } })),
    },
    {
      type: "program",
      spots: [],
      page: 1,
      pages: 5,
      unseen: present.slice(60).map(({ point }) => point),
    },
    {
      type: "views",
      views: [
        { view: 1, scene: { layout: "grid" }, points: ["p1", "p2"], state: "shown" },
        { view: 2, scene: { layout: "full" }, points: ["p3"], state: "no_room" },
      ],
    },
    { type: "cue", point: "p5", level: 23, voice_ms: 40, picture_ms: 60 },
    ...entries,
  ];

  class Stage extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      super();
      window.__stage = this;
      queueMicrotask(() => this.onopen?.());
    }
    say(...messages) {
      for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
    }
    send(text) {
      const message = JSON.parse(text);
      const answer = (...messages) => setTimeout(() => this.say(...messages));
      if (message.type === "hello") answer(...told);
      else if (message.type === "ping") answer({ type: "pong", t: message.t });
      else {
        window.__sent.push({ ...message, sent: performance.now() });
        if (!window.__silent) answer({ type: "done", ref: message.ref, seq: 100 });
      }
    }
    close() {
      this.onclose?.();
    }
  }
  // Stills of points: a face each, in a colour of its own.
  const drawn = document.createElement("canvas");
  [drawn.width, drawn.height] = [320, 180];
  const draw = (number) => {
    const context = drawn.getContext("2d");
    context.fillStyle = `hsl(${(number * 47) % 360} 25% 35%)`;
    context.fillRect(0, 0, 320, 180);
    context.fillStyle = "#d8b59a";
    context.fillRect(130, 40, 60, 70);
    context.fillStyle = "#2b3440";
    context.fillRect(100, 110, 120, 70);
    return new Promise((done) => drawn.toBlob(done, "image/jpeg", 0.7));
  };
  const ask = window.fetch.bind(window);
  window.fetch = async (url, init) => {
    const still = /\/p(\d+)(?:\/still)?\.jpg$/.exec(String(url));
    if (still) return new Response(await draw(Number(still[1])));
    if (!/\/evidence$/.test(String(url))) return ask(url, init);
    const evidence = present.map(({ point }) => ({ point, file: `${point}.jpg`, sha256: "0" }));
    return Response.json({ evidence });
  };
  window.__sent = [];
  window.WebSocket = Stage;
}
