/** Why a plan or a paper was refused, and why a meeting lets nobody in. */
export const planRefusals = {
  lobby_waiting: "Điểm cầu đang ở phòng chờ. Chờ được mời vào họp, không cần làm gì.",
  meeting_locked: "Cuộc họp đã khóa, không nhận thêm điểm cầu. Gọi điện cho kỹ thuật trung tâm.",
  meeting_full: "Cuộc họp đã đủ số điểm cầu cho phép. Hãy thử lại sau hoặc gọi kỹ thuật trung tâm.",
  meeting_elsewhere: "Cuộc họp đang chạy trên máy chủ khác. Trang sẽ tự thử lại, không cần làm gì.",
  meeting_cancelled: "Cuộc họp đã hủy. Hãy hỏi đơn vị tổ chức về lịch mới.",
  plan_changed: "Người khác vừa sửa cuộc họp này. Hãy tải lại rồi sửa tiếp.",
  plan_state: "Cuộc họp đang ở trạng thái không cho phép việc này. Hãy tải lại để xem trạng thái.",
  plan_invalid: "Thông tin cuộc họp chưa hợp lệ. Hãy xem lại thời gian, điểm cầu và lịch lặp.",
  paper_unknown: "Không có tài liệu này, hoặc đường dẫn đã hết hạn. Hãy mở lại danh sách tài liệu.",
  paper_invalid: "Tệp không phải PDF. Hãy xuất tài liệu ra PDF rồi tải lên lại.",
  paper_too_large: "Tệp lớn hơn 50 MB. Hãy giảm dung lượng hoặc chia nhỏ rồi tải lên lại.",
};
