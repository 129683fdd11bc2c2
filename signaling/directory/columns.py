"""Which column of a table is what: heads in Vietnamese or English, with diacritics or without."""

from typing import Literal

from signaling.directory.fold import fold
from signaling.directory.sheet import Row, SheetError

Kind = Literal["units", "points"]

NEEDED: dict[Kind, tuple[str, ...]] = {
    "units": ("id", "name"),
    "points": ("id", "name", "unit"),
}

TITLES = {
    "id": "Mã",
    "name": "Tên",
    "parent": "Mã đơn vị cấp trên",
    "unit": "Mã đơn vị",
    "order": "Thứ tự",
    "short_name": "Tên ngắn",
    "contact_name": "Người liên hệ",
    "contact_phone": "Điện thoại liên hệ",
    "technician_name": "Kỹ thuật",
    "technician_phone": "Điện thoại kỹ thuật",
    "line_operator": "Nhà mạng chính",
    "line_kbps": "Tốc độ chính (kbit/s)",
    "line_note": "Ghi chú đường chính",
    "backup_operator": "Nhà mạng dự phòng",
    "backup_kbps": "Tốc độ dự phòng (kbit/s)",
    "backup_note": "Ghi chú đường dự phòng",
    "delegates": "Số đại biểu",
    "room": "Phòng họp",
}
"""Column → how it is called in reports, and in the templates."""

FIELDS: dict[Kind, tuple[str, ...]] = {
    "units": ("id", "name", "parent", "order"),
    "points": tuple(one for one in TITLES if one != "parent"),
}

NAMES: dict[str, str] = {
    "id": "ma|code|id",
    "name": "ten|ten day du|ten goi|name|full name",
    "order": "thu tu|stt|so thu tu|tt|order|no|no.",
    "short_name": "ten ngan|ten viet tat|ten rut gon|short name|short_name",
    "contact_name": "nguoi lien he|lien he|dau moi|ho ten dau moi|contact|contact name",
    "contact_phone": "dien thoai lien he|sdt lien he|so dien thoai|dien thoai|sdt|phone|"
    "contact phone",
    "technician_name": "ky thuat|can bo ky thuat|ky thuat vien|technician|technician name",
    "technician_phone": "dien thoai ky thuat|sdt ky thuat|technician phone",
    "line_operator": "nha mang|nha mang chinh|duong chinh|duong truyen chinh|line|main line|"
    "line operator",
    "line_kbps": "toc do|toc do chinh|toc do duong chinh|line kbps|main kbps|kbps|kbit/s",
    "line_note": "ghi chu duong chinh|line note|main note",
    "backup_operator": "nha mang du phong|duong du phong|duong truyen du phong|backup line|"
    "backup operator|backup",
    "backup_kbps": "toc do du phong|toc do duong du phong|backup kbps",
    "backup_note": "ghi chu duong du phong|backup note",
    "delegates": "so dai bieu|dai bieu|delegates|number of delegates",
    "room": "phong hop|mo micro tu trung tam|cho phep mo micro|room",
}
"""Column → its folded heads, the same for both kinds."""

OF_KIND: dict[Kind, dict[str, str]] = {
    "units": {
        "id": "ma don vi|unit code|unit id|unit",
        "name": "ten don vi|don vi|unit name",
        "parent": "ma don vi cap tren|don vi cap tren|ma cap tren|cap tren|truc thuoc|ma cha|"
        "parent|parent code|parent id|parent unit",
    },
    "points": {
        "id": "ma diem cau|ma diem|point code|point id|point",
        "name": "ten diem cau|ten diem|diem cau|point name",
        "unit": "ma don vi|don vi|ma dvhc|truc thuoc|unit|unit code|unit id",
    },
}
"""What a head means for one kind only: "mã đơn vị" is a unit's own code, and a point's unit."""


def recognise(kind: Kind, head: Row) -> tuple[dict[int, str], list[str]]:
    """Return index → column, and the heads that mean nothing here. Raises SheetError."""
    known = {one: column for column, names in NAMES.items() for one in names.split("|")}
    known |= {one: column for column, names in OF_KIND[kind].items() for one in names.split("|")}
    known |= {fold(TITLES[column]): column for column in FIELDS[kind]}
    found: dict[int, str] = {}
    ignored: list[str] = []
    for index, cell in enumerate(head.cells):
        column = known.get(_bare(cell))
        if column not in FIELDS[kind]:
            ignored += [cell[:80]] if cell else []
        elif column in found.values():
            raise SheetError(
                "column_twice",
                f"Hai cột cùng là “{TITLES[column]}”. Hãy bỏ bớt một cột.",
                f"Two columns are both {column}. Remove one.",
            )
        else:
            found[index] = column
    missing = [column for column in NEEDED[kind] if column not in found.values()]
    if missing:
        names = ", ".join(f"“{TITLES[column]}”" for column in missing)
        raise SheetError(
            "column_missing",
            f"Dòng đầu của tệp phải là tên cột. Thiếu cột: {names}.",
            f"The first row must name the columns. Missing: {', '.join(missing)}.",
        )
    return found, ignored


def _bare(cell: str) -> str:
    """Return a head without marks for "required" and the like."""
    return fold(cell).replace("_", " ").strip(" *:.")
