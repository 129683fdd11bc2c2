/** The texts of finding help from wherever one is. */
export const aidVi = {
  guide: "Hướng dẫn",
  aid: {
    trouble: "Khi có sự cố",
    to: "Gửi tới",
    everybody: "Mọi người",
    centre: "Kỹ thuật trung tâm",
    toCentre: "Tin nhắn cho trung tâm",
    onlyCentre: "chỉ trung tâm đọc",
    onlyYou: "chỉ gửi điểm cầu này",
    leftUntil: (time: string) => `còn ${time}`,
    plannedFor: (moment: string) => `Dự kiến bắt đầu: ${moment}`,
  },
  unknown: {
    title: "Không có trang này",
    text: "Đường dẫn không đúng hoặc trang đã chuyển đi. Về trang đầu để tìm cuộc họp.",
  },
};
