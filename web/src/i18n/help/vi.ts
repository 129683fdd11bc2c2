import { step, type Ways } from "../../pages/help/ways";
import type { ConsoleTexts } from "../console";
import type { SceneTexts } from "../console/scenes";
import type { PointTexts } from "../point";
import type { TodayTexts } from "../today";
import type { vi } from "../vi";

/** The help pages. Controls are called by the product's own texts, so the two cannot part. */
export const helpVi = {
  title: "Hướng dẫn",
  choose: "Chọn phần việc của quý vị. Mỗi trang in được trên giấy A4.",
  menu: "Các trang hướng dẫn",
  print: "In trang này",
  picture: (title: string) => `Hình minh họa: ${title}`,
  inVietnamese: "",
  ways: (t: typeof vi, c: ConsoleTexts, s: SceneTexts, p: PointTexts, d: TodayTexts): Ways => ({
    delegate: delegate(t, c),
    chair: chair(t, c, d),
    secretary: secretary(c, d),
    operator: operator(c, s, d),
    technician: technician(t, p),
    trouble: trouble(t),
  }),
};

const delegate = (t: typeof vi, c: ConsoleTexts): Ways["delegate"] => {
  const { join, floor, lobby, room, roll, vote } = t;
  const [yes = ""] = c.votes.defaults;
  return {
    title: "Đại biểu",
    about: "Dành cho người ngồi họp tại điểm cầu. Không phải cài đặt, không cần tài khoản.",
    steps: {
      link: step("Mở đường dẫn mời")`Bấm vào đường dẫn trong thư mời hoặc tin nhắn. Trình duyệt hỏi
        thì chọn Cho phép. Xem mục ${join.point}: đúng tên đơn vị mình là được.`,
      check: step(
        "Thử hình và tiếng",
      )`Ở mục ${join.devices}, thấy hình mình là camera tốt. Nói một câu: vạch dưới ${join.microphone} chuyển động là micrô tốt. Bấm ${join.testSpeaker}: nghe thấy là loa
        tốt.`,
      enter: step("Vào họp")`Bấm ${join.enter}. Nếu thấy dòng ${lobby.waiting} thì cứ ngồi chờ: được
        mời là tự vào.`,
      heads: step("Điểm danh")`Khi hiện câu hỏi ${roll.question}, bấm số người có mặt rồi bấm
        ${roll.confirm}.`,
      hand: step("Xin phát biểu")`Bấm ${room.hand}. Muốn ghi trước ý kiến thì gõ vào ô
        ${floor.subject}, bấm ${floor.subjectSend}. Rồi chờ chủ trì mời.`,
      air: step("Phát biểu")`Khung đỏ và chữ ${floor.onAir}: mọi người đang nghe và thấy quý vị. Nói
        xong bấm ${floor.finish}, máy hỏi lại thì bấm ${floor.finish}.`,
      share: step("Chiếu tài liệu")`Bấm ${room.share}, chọn cửa sổ có tài liệu. Mọi điểm cầu cùng
        xem. Xong thì bấm ${room.stopSharing}.`,
      vote: step("Biểu quyết")`Bấm vào ý kiến của mình, ví dụ ${yes}. Bấm nhầm thì bấm
        ${vote.change} và chọn lại, đến khi hết giờ.`,
      leave: step("Rời họp")`Họp xong bấm ${room.leave}, máy hỏi lại thì bấm ${room.leave}. Vào lại
        bằng đường dẫn cũ.`,
    },
  };
};

const chair = ({ account }: typeof vi, c: ConsoleTexts, d: TodayTexts): Ways["chair"] => ({
  title: "Chủ trì",
  about: "Điều hành hội nghị: khai mạc, mời phát biểu, biểu quyết, kết thúc.",
  steps: {
    enter: step("Đăng nhập")`Mở trang của hệ thống, bấm ${account.logIn}. Gõ ${account.name} và
      ${account.password}, bấm ${account.logIn}.`,
    console: step("Mở bàn điều khiển")`Ở mục ${d.title}, bấm ${d.lead} bên cạnh tên hội nghị.`,
    open: step("Khai mạc")`Đến giờ, bấm ${c.openMeeting}.`,
    next: step("Chọn người tiếp theo")`Ai giơ tay thì hiện trong ${c.queue.title}. Bấm
      ${c.preview.title}: hình người đầu danh sách hiện ở ô bên trái, hội nghị chưa thấy.`,
    call: step("Mời phát biểu")`Bấm ${c.preview.call}. Điểm cầu lên hình lớn, micrô tự mở, đồng hồ
      chạy.`,
    stop: step("Dừng phát biểu")`Bấm ${c.program.stop}. Bấm nhầm thì bấm ${c.undo} ở phía trên trong
      30 giây.`,
    vote: step("Mở biểu quyết")`Mở thẻ ${c.tabs.votes}, gõ ${c.votes.question}, bấm
      ${c.votes.open}.`,
    result: step(
      "Kiểm phiếu",
    )`Chờ các điểm cầu bỏ phiếu xong, bấm ${c.votes.close}. Mọi người thấy kết
      quả ngay. Xem xong bấm ${c.votes.hide}.`,
    close: step("Kết thúc hội nghị")`Bấm ${c.closeMeeting}, máy hỏi lại thì bấm ${c.closeMeeting}.
      Mọi điểm cầu rời phòng họp.`,
  },
});

const secretary = (c: ConsoleTexts, d: TodayTexts): Ways["secretary"] => ({
  title: "Thư ký",
  about: "Điểm danh, sắp xếp người phát biểu, kiểm phiếu, theo dõi diễn biến.",
  steps: {
    console: step("Mở bàn điều khiển")`Đăng nhập như chủ trì. Ở mục ${d.title}, bấm
      ${d.lead}.`,
    roll: step(
      "Bắt đầu điểm danh",
    )`Mở thẻ ${c.tabs.roll}, bấm ${c.roll.open}. Điểm cầu đã vào họp tự
      được ghi là có mặt.`,
    mark: step(
      "Ghi điểm cầu vắng",
    )`Trong danh sách, bấm vào điểm cầu ghi ${c.roll.presence.unknown}. Bấm
      ${c.roll.presence.absent} và gõ ${c.roll.reason}.`,
    finish: step(
      "Kết thúc điểm danh",
    )`Bấm ${c.roll.close}. Máy tính ngay có đủ số đại biểu hay không.
      Bấm ${c.roll.print} để lấy bản ký.`,
    queue: step("Sắp xếp người phát biểu")`Trong ${c.queue.title}, bấm vào một điểm cầu rồi bấm
      ${c.queue.up} hoặc ${c.queue.down}.`,
    vote: step("Biểu quyết theo đại biểu")`Mở thẻ ${c.tabs.votes}, gõ ${c.votes.question}. Ở ô
      ${c.votes.basis} chọn ${c.votes.bases.delegates}, bấm ${c.votes.open}. Đủ phiếu thì bấm
      ${c.votes.close}.`,
    log: step(
      "Xem diễn biến",
    )`Mọi việc được ghi kèm giờ trong ${c.log.title}: ai phát biểu, bao lâu,
      điểm danh, biểu quyết.`,
  },
});

const operator = (c: ConsoleTexts, s: SceneTexts, d: TodayTexts): Ways["operator"] => ({
  title: "Kỹ thuật trung tâm",
  about: "Cho điểm cầu vào họp, giúp điểm cầu, giữ tiếng và hình, ghi hình.",
  steps: {
    console: step("Mở bàn điều khiển")`Đăng nhập, ở mục ${d.title} bấm ${d.lead}. Phím ? mở danh
      sách phím tắt.`,
    lobby: step(
      "Cho điểm cầu vào",
    )`Mở thẻ ${c.tabs.lobby}, bấm ${c.lobby.admit} bên cạnh một điểm cầu,
      hoặc cho tất cả vào.`,
    find: step("Giúp một điểm cầu")`Gõ vài chữ vào ${c.points.search}, bấm phím Enter. Bấm
      ${c.points.talk}: chỉ điểm cầu đó nghe quý vị. Xong bấm ${c.talk.end}.`,
    write: step("Nhắn cho một điểm cầu")`Mở thẻ ${c.tabs.chat}. Ở ô ${c.chat.to} chọn điểm cầu, gõ
      ${c.chat.message}, bấm ${c.chat.send}.`,
    mute: step("Tắt micrô")`Một điểm cầu: chọn rồi bấm ${c.points.mute}. Tất cả, trừ người đang phát
      biểu: bấm ${c.muteAll}. Muốn không ai tự bật lại, bấm ${c.lockMics}.`,
    scene: step(
      "Đổi bố cục màn hình",
    )`Mở thẻ ${c.tabs.scenes}, bấm một bố cục hoặc phím số của nó: mọi
      điểm cầu thấy ngay. Muốn như cũ thì bấm ${s.undo}.`,
    compose: step(
      "Soạn bố cục trước khi đưa lên",
    )`Bấm ${s.compose}, ở ô ${s.layout} chọn một kiểu. Hình
      hiện bên trái hình đang lên sóng, chưa ai khác thấy. Vừa ý thì bấm ${s.take}.`,
    keep: step("Lưu bố cục vào phím")`Đang soạn thì chọn phím ở ô ${s.saveTo}, gõ ${s.name}, bấm
      ${s.save}. Từ đó chỉ cần bấm phím số ấy. Xong thì bấm ${s.leave}.`,
    notice: step("Thông báo trên màn hình")`Mở thẻ ${c.tabs.notices}, gõ ${c.notices.text}, bấm
      ${c.notices.show}. Gỡ xuống bằng nút ${c.notices.clear}.`,
    record: step(
      "Ghi hình",
    )`Bấm ${c.record}. Dấu đỏ ${c.recording} hiện ở mọi nơi. Dừng: bấm lại nút
      đó, rồi bấm ${c.recordStop}.`,
  },
});

const technician = (
  { join, room, floor, start, tv }: typeof vi,
  point: PointTexts,
): Ways["technician"] => ({
  title: "Kỹ thuật điểm cầu",
  about: "Chuẩn bị phòng họp ở xã, phường, huyện trước giờ họp.",
  steps: {
    key: step(
      "Mở phiếu vào họp",
    )`Quét mã QR trên phiếu, hoặc gõ đường dẫn của phiếu. Trang hiện đúng
      tên điểm cầu thì đánh dấu trang lại, lần sau mở từ đó. Đến giờ bấm ${start.join}.`,
    test: step("Thử trước")`Bất cứ lúc nào, bấm ${point.test}: thử với máy chủ thật, không ai khác
      thấy.`,
    check: step("Chọn thiết bị")`Chọn đúng ${join.camera}, ${join.microphone} và ${join.speaker} của
      phòng họp. Bấm ${join.testSpeaker}, ngồi cuối phòng vẫn phải nghe rõ. Rồi bấm ${join.enter}.`,
    stay: step(
      "Phòng không có người ngồi máy",
    )`Bấm ${room.more}, bật ${floor.grant}. Khi được mời phát
      biểu, micrô tự mở.`,
    tv: step(
      "Màn hình lớn",
    )`Trên máy nối với tivi, mở phiếu vào họp rồi bấm ${tv.open}. Từ đó màn hình
      tự vào mọi cuộc họp, tự nối lại khi mất điện hoặc mất mạng.`,
  },
});

const trouble = ({ join, room, floor, retry, aid, end }: typeof vi): Ways["trouble"] => ({
  title: "Khi có sự cố",
  about: "Tìm đúng câu tả việc đang xảy ra, làm theo một việc ghi bên cạnh.",
  steps: {
    denied: step("Trình duyệt không cho dùng camera, micrô")`Bấm biểu tượng camera ở thanh địa chỉ,
      chọn Cho phép. Rồi bấm ${retry}.`,
    busy: step("Không có hình của mình")`Cắm lại dây camera, đóng chương trình khác đang dùng camera
      như Zalo, Zoom. Rồi bấm ${retry}.`,
    locked: step("Bấm Micrô mà không bật được")`Chủ trì đang giữ quyền phát biểu. Bấm
      ${room.microphone}, rồi bấm ${floor.raise}.`,
    unheard: step("Mọi người không nghe thấy mình")`Bấm ${room.more}, ở ô ${join.microphone} chọn
      micrô khác.`,
    silent: step(
      "Không nghe thấy hội nghị",
    )`Có nút ${room.enableSound} thì bấm. Không có thì tăng âm
      lượng của máy và của tivi.`,
    elsewhere: step(
      "Máy báo đã chuyển sang máy khác",
    )`Có người vừa mở đường dẫn của điểm cầu ở máy khác. Muốn họp ở máy này thì bấm ${end.takeBack}.`,
    weak: step("Hình giật, tiếng ngắt")`Bấm ${room.more}, chọn ${room.pictureChoices.sound}: đường
      truyền chỉ phải chở tiếng.`,
    line: step(
      "Mất kết nối",
    )`Máy tự nối lại, cứ ngồi chờ. Quá một phút: xem lại dây mạng, Wi-Fi. Vẫn
      không được thì tải lại trang.`,
    ask: step("Vẫn chưa được")`Bấm ${room.chat}. Ở ô ${aid.to} chọn ${aid.centre}, gõ
      ${aid.toCentre}, bấm ${room.send}. Hoặc gọi số ghi trên phiếu vào họp.`,
  },
});
