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
    "shutdown": Bye(
        reason="shutdown",
        message_vi="Máy chủ đang khởi động lại. Trang sẽ tự nối lại, không cần làm gì.",
        message_en="The server is restarting. The page connects again by itself.",
    ),
}
