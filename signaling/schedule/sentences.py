"""Why a plan or a paper was refused, and why a meeting lets nobody in, in words."""

from signaling.codes import Code
from signaling.sentence import Sentence

PLANNED: dict[Code, Sentence] = {
    Code.MEETING_CANCELLED: Sentence(
        403,
        "The meeting is cancelled",
        "Cuộc họp đã hủy. Hãy hỏi đơn vị tổ chức về lịch mới.",
        "The meeting has been cancelled. Ask who called it for another time.",
    ),
    Code.MEETING_FULL: Sentence(
        503,
        "The meeting is full",
        "Cuộc họp đã đủ số điểm cầu cho phép. Hãy thử lại sau hoặc gọi kỹ thuật trung tâm.",
        "The meeting has as many points as it may have. Try again later, or call the operator.",
    ),
    Code.MEETING_ELSEWHERE: Sentence(
        503,
        "Another server leads the meeting",
        "Cuộc họp đang chạy trên máy chủ khác. Trang sẽ tự thử lại, không cần làm gì.",
        "Another server leads the meeting. The page tries again by itself.",
    ),
    Code.PLAN_CHANGED: Sentence(
        409,
        "Changed by somebody else",
        "Người khác vừa sửa cuộc họp này. Hãy tải lại rồi sửa tiếp.",
        "Somebody else has changed this meeting meanwhile. Load it again, then go on.",
    ),
    Code.PLAN_STATE: Sentence(
        409,
        "Not in this state",
        "Cuộc họp đang ở trạng thái không cho phép việc này. Hãy tải lại để xem trạng thái.",
        "The meeting is in a state that does not allow this. Load it again to see its state.",
    ),
    Code.PLAN_INVALID: Sentence(
        422,
        "The plan does not fit together",
        "Thông tin cuộc họp chưa hợp lệ. Hãy xem lại thời gian, điểm cầu và lịch lặp.",
        "What was entered does not fit together: look at time, points and repetition.",
    ),
    Code.PAPER_UNKNOWN: Sentence(
        404,
        "No such paper",
        "Không có tài liệu này, hoặc đường dẫn đã hết hạn. Hãy mở lại danh sách tài liệu.",
        "There is no such paper, or its address has expired. Open the list of papers again.",
    ),
    Code.PAPER_INVALID: Sentence(
        422,
        "No PDF file",
        "Tệp không phải PDF. Hãy xuất tài liệu ra PDF rồi tải lên lại.",
        "The file is no PDF. Export the paper as PDF and send it again.",
    ),
    Code.PAPER_TOO_LARGE: Sentence(
        413,
        "The file is too large",
        "Tệp lớn hơn 50 MB. Hãy giảm dung lượng hoặc chia nhỏ rồi tải lên lại.",
        "The file has more than 50 MB. Make it smaller, or send it in parts.",
    ),
}
