"""The error codes of the directory in words."""

from signaling.codes import Code
from signaling.sentence import Sentence

DIRECTORY: dict[Code, Sentence] = {
    Code.UNIT_CYCLE: Sentence(
        409,
        "Below itself",
        "Đơn vị không thể nằm dưới chính nó. Hãy chọn đơn vị cấp trên khác.",
        "A unit cannot stand below itself. Choose another parent.",
    ),
    Code.UNIT_IN_USE: Sentence(
        409,
        "Still in use",
        "Đơn vị còn đơn vị trực thuộc hoặc điểm cầu. Hãy chuyển hoặc ngừng dùng chúng trước.",
        "The unit has units or points. Move or retire them first.",
    ),
    Code.CODE_TAKEN: Sentence(
        409,
        "The code is taken",
        "Mã này đã có. Hãy chọn mã khác.",
        "There is one of this code already. Choose another one.",
    ),
    Code.EMBLEM_INVALID: Sentence(
        422,
        "Not a picture that can be used",
        "Không dùng được ảnh này. Hãy chọn ảnh PNG, JPEG hoặc WebP, cạnh ngắn từ 64 điểm ảnh, "
        "cạnh dài không quá 4 lần cạnh ngắn.",
        "The picture cannot be used. Choose a PNG, JPEG or WebP file whose shorter side has 64 "
        "pixels at least, and whose longer side is not more than 4 times that.",
    ),
    Code.EMBLEM_TOO_LARGE: Sentence(
        413,
        "The picture is too large",
        "Ảnh quá lớn. Hãy chọn ảnh không quá 2 MB và 4096 điểm ảnh mỗi cạnh.",
        "The picture is too large. Choose one of 2 MB and 4096 pixels a side at most.",
    ),
    Code.POINT_NOT_LISTED: Sentence(
        404,
        "No such point",
        "Danh mục không có điểm cầu này. Hãy tải lại danh sách.",
        "The directory has no such point. Load the list again.",
    ),
    Code.KEY_UNKNOWN: Sentence(
        403,
        "The key is not valid",
        "Liên kết của điểm cầu không còn hiệu lực. Hãy gọi kỹ thuật trung tâm để nhận phiếu mới.",
        "The point's link was revoked or never was. Ask the operator for a new sheet.",
    ),
}
