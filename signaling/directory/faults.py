"""Why a row of an import is not taken, in words."""

FAULTS: dict[str, tuple[str, str]] = {
    "missing": ("Thiếu giá trị bắt buộc.", "A value is needed here."),
    "bad_code": (
        "Mã chỉ gồm chữ không dấu, số và . _ ~ -, tối đa 64 ký tự.",
        "A code has letters without diacritics, digits and . _ ~ -, 64 at most.",
    ),
    "too_long": ("Nội dung quá dài.", "The text is too long."),
    "formula": (
        "Ô chứa công thức. Hãy thay bằng giá trị.",
        "The cell holds a formula. Put its value there.",
    ),
    "duplicate": (
        "Mã đã có ở dòng phía trên. Mỗi mã chỉ được một dòng.",
        "The code is in a row above. Each code may have one row.",
    ),
    "unknown_unit": (
        "Không có đơn vị mang mã này. Hãy nhập đơn vị trước, hoặc sửa mã.",
        "There is no unit of this code. Import the units first, or correct it.",
    ),
    "cycle": (
        "Đơn vị không thể nằm dưới chính nó.",
        "A unit cannot stand below itself.",
    ),
    "retired": (
        "Mã này đã ngừng dùng. Khôi phục trước, hoặc dùng mã khác.",
        "This code is retired. Take it back first, or use another one.",
    ),
    "not_a_number": ("Phải là số nguyên.", "A whole number is needed."),
    "out_of_range": ("Số ngoài khoảng cho phép.", "The number is out of range."),
    "not_yes_or_no": (
        "Chỉ ghi “có” hoặc “không” (1 hoặc 0).",
        "Say yes or no (1 or 0).",
    ),
    "bad_phone": (
        "Số điện thoại chỉ gồm chữ số, dấu cách và + ( ) . -",
        "A phone number has digits, spaces and + ( ) . - only.",
    ),
    "not_permitted": (
        "Ngoài phạm vi quý vị được quản lý.",
        "This is outside of what you may change.",
    ),
}
"""Stable code → Vietnamese and English sentence."""


class FaultError(Exception):
    """A cell that cannot be taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
