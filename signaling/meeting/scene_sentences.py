"""Why a scene was refused, in words."""

from signaling.codes import Code
from signaling.sentence import Sentence

COMPOSED: dict[Code, Sentence] = {
    Code.SCENE_BOXES: Sentence(
        422,
        "No layout",
        "Bố cục tự vẽ có từ 1 đến 25 khung, có khung cho điểm cầu và nhiều nhất một cho tài liệu.",
        "A layout of one's own has 1 to 25 boxes, one for content at most, and some for people.",
    ),
    Code.SCENE_SMALL: Sentence(
        422,
        "A box is too small",
        "Có khung quá nhỏ, tên điểm cầu không đọc được. Hãy kéo khung lớn hơn.",
        "A box is too small for a name to be read. Draw it larger.",
    ),
    Code.SCENE_OUTSIDE: Sentence(
        422,
        "A box is outside",
        "Có khung nằm ngoài vùng an toàn, màn hình tivi có thể cắt mất. Hãy kéo khung vào trong.",
        "A box is outside the safe area, where a TV may crop it. Move it further in.",
    ),
    Code.SCENE_OVERLAP: Sentence(
        422,
        "Boxes overlap",
        "Có hai khung chồng lên nhau. Hãy tách ra, hoặc đặt một khung nằm trên.",
        "Two boxes overlap. Move them apart, or let one of them lie over the other.",
    ),
    Code.SCENE_FIRST: Sentence(
        409,
        "Nothing to undo",
        "Đây là bố cục đầu tiên, không có gì để trở lại.",
        "This is the first scene; there is none to go back to.",
    ),
    Code.VIEW_NO_ROOM: Sentence(
        409,
        "No room for another scene",
        "Máy chủ không còn đủ sức cho thêm một bố cục riêng. Hãy thôi một bố cục riêng đang có, "
        "hoặc để các điểm cầu này xem bố cục chung.",
        "The server has no room for one more scene. End another view, or let these points see what "
        "everybody sees.",
    ),
    Code.PRESET_UNKNOWN: Sentence(
        404,
        "The key is free",
        "Phím này chưa có bố cục. Hãy lưu một bố cục vào phím trước.",
        "Nothing is kept under this key. Keep a scene there first.",
    ),
}
