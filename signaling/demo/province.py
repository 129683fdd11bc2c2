"""The province of the demo: Nam Định with its city, its nine districts and twelve of its communes.

The three levels of before 1 July 2025, because that is where the most different names are.
"""

from signaling.store.models import Point, Unit

MEETING = "demo"
TITLE = "Hội nghị trực tuyến tỉnh Nam Định"

ROOT = "nam-dinh"
PROVINCE = "Tỉnh Nam Định"

TREE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("tp-nam-dinh", "Thành phố Nam Định", ()),
    ("my-loc", "Huyện Mỹ Lộc", (("tt-my-loc", "Thị trấn Mỹ Lộc"),)),
    ("vu-ban", "Huyện Vụ Bản", (("goi", "Thị trấn Gôi"),)),
    ("y-yen", "Huyện Ý Yên", (("lam", "Thị trấn Lâm"),)),
    ("nghia-hung", "Huyện Nghĩa Hưng", (("lieu-de", "Thị trấn Liễu Đề"),)),
    ("nam-truc", "Huyện Nam Trực", (("nam-giang", "Thị trấn Nam Giang"),)),
    ("truc-ninh", "Huyện Trực Ninh", (("co-le", "Thị trấn Cổ Lễ"), ("truc-dao", "Xã Trực Đạo"))),
    ("xuan-truong", "Huyện Xuân Trường", (("xuan-hong", "Xã Xuân Hồng"),)),
    (
        "giao-thuy",
        "Huyện Giao Thủy",
        (("quat-lam", "Thị trấn Quất Lâm"), ("giao-thien", "Xã Giao Thiện")),
    ),
    ("hai-hau", "Huyện Hải Hậu", (("yen-dinh", "Thị trấn Yên Định"), ("hai-minh", "Xã Hải Minh"))),
)
"""Districts in the province's own order: (id, name, communes as (id, name))."""

SYNTHETIC = (ROOT, "tp-nam-dinh", "vu-ban", "nghia-hung", "quat-lam", "giao-thien")
"""The six points at which the demo itself sits; the others are free for people."""

SUGGESTED = ("truc-ninh", "hai-hau")
"""The two points whose links are printed at the start."""


def units() -> list[Unit]:
    """Return the units, parents first."""
    made = [Unit(id=ROOT, parent_id=None, level=1, name=PROVINCE, order=0)]
    for place, (district, name, communes) in enumerate(TREE):
        made.append(Unit(id=district, parent_id=ROOT, level=2, name=name, order=place))
        made += [
            Unit(id=commune, parent_id=district, level=3, name=called, order=index)
            for index, (commune, called) in enumerate(communes)
        ]
    return made


def points() -> list[Point]:
    """Return one point for each unit, its people's committee, in the order of the picture."""
    return [
        Point(
            id=unit.id,
            unit_id=unit.id,
            name=f"UBND {unit.name[0].lower()}{unit.name[1:]}",
            short_name=unit.name,
            order=0,
            synthetic=unit.id in SYNTHETIC,
        )
        for unit in units()
    ]
