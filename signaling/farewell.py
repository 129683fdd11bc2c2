"""What people are told when the server closes their connection."""

from signaling.protocol import Bye

BYES = {
    "replaced": Bye(
        reason="replaced",
        message_vi="Điểm cầu này vừa vào họp từ một nơi khác. Trang này đã ngừng.",
        message_en="This point has just joined from somewhere else. This page has stopped.",
    ),
    "left": Bye(
        reason="left",
        message_vi="Quý vị đã rời cuộc họp.",
        message_en="You have left the meeting.",
    ),
    "removed": Bye(
        reason="removed",
        message_vi="Điểm cầu đã được mời ra khỏi cuộc họp. Hãy gọi điện cho kỹ thuật trung tâm.",
        message_en="The point was sent out of the meeting. Call the operator.",
    ),
    "ended": Bye(
        reason="ended",
        message_vi="Cuộc họp đã kết thúc.",
        message_en="The meeting is over.",
    ),
    "shutdown": Bye(
        reason="shutdown",
        message_vi="Máy chủ đang khởi động lại. Trang sẽ tự nối lại, không cần làm gì.",
        message_en="The server is restarting. The page connects again by itself.",
    ),
}
