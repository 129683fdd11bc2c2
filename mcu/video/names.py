"""The names of offices and places: how they are shortened and what their initials are."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable

_AFTER_COMMA = r"\s*,.*$"
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), short)
    for pattern, short in (
        # Titles of bodies, as official papers shorten them (Nghị định 30/2020/NĐ-CP, phụ lục III).
        (r"\b(?:Uỷ|Ủy) ban nhân dân\b", "UBND"),
        (r"\bHội đồng nhân dân\b", "HĐND"),
        (r"\b(?:Uỷ|Ủy) ban Mặt trận Tổ quốc\b", "UB MTTQ"),
        (r"\bMặt trận Tổ quốc\b", "MTTQ"),
        (r"\bĐoàn (?:Đại|đại) biểu Quốc hội\b", "Đoàn ĐBQH"),
        (r"\bBan Thường vụ\b", "BTV"),
        (r"\bThường trực\b", "TT"),
        # Departments (Nghị định 150/2025/NĐ-CP), in the short forms they use themselves.
        (r"\bGiáo dục và Đào tạo\b", "GD&ĐT"),
        (r"\bNông nghiệp và Môi trường\b", "NN&MT"),
        (r"\bKhoa học và Công nghệ\b", "KH&CN"),
        (r"\bVăn hoá, Thể thao và Du lịch\b", "VHTT&DL"),
        (r"\bVăn hóa, Thể thao và Du lịch\b", "VHTT&DL"),
        # Kinds of places that have a usual short form.
        (r"\bThành phố\b", "TP."),
        (r"\bThị xã\b", "TX."),
        (r"\bThị trấn\b", "TT."),
        (r"\bVăn phòng\b", "VP."),
        # What follows a comma says where the place itself lies.
        (_AFTER_COMMA, ""),
        # A committee is known by its place.
        (r"^UBND (?=(?:tỉnh|huyện|quận|phường|xã|đặc khu|TP\.|TX\.|TT\.))", ""),
        (r"\bHuyện\b", "H."),
        (r"\bPhường\b", "P."),
        (r"\bXã\b", "X."),
    )
)
"""Applied one after another, only as far as needed, so that the long form stays where it fits."""

_WHERE = next(pattern for pattern, _ in _RULES if pattern.pattern == _AFTER_COMMA)

_KINDS = re.compile(
    r"^(?:(?:(?:Uỷ|Ủy) ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Tỉnh|Thành phố|TP\.|Quận|Huyện|H\.|"
    r"Thị xã|TX\.|Thị trấn|TT\.|Phường|P\.|Xã|X\.|Đặc khu|Sở|Ban|Phòng|Văn phòng|VP\.|Điểm cầu|"
    r"Hội trường)\s+)+",
    re.IGNORECASE,
)

_LONGEST = 120
"""No line of the picture holds more letters; measuring a longer one would only take time."""

ELLIPSIS = "…"

_MUCH = 0.6
"""Part of the letters that fit which are kept at least where a name is cut between words."""


def clean(text: str) -> str:
    """Return text on one line, in NFC, without control characters."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in composed)
    return " ".join(printable.split())


def shorten(text: str, fits: Callable[[str], bool], *, place: bool = True) -> str:
    """Return the longest form of `text` that fits: whole, shortened by rule, or cut with "…".

    What follows the comma of a `place` is left out before it is cut; elsewhere it may be all that
    matters.
    """
    text = clean(text)[:_LONGEST]
    if fits(text):
        return text
    for pattern, short in _RULES:
        if pattern is _WHERE and not place:
            continue
        shorter = pattern.sub(short, text)
        if shorter and shorter != text:
            text = shorter[0].upper() + shorter[1:]
            if fits(text):
                return text
    # The longest beginning that fits: `bisect` looks for the first that does not.
    most = bisect_left(range(1, len(text)), 1, key=lambda n: not fits(_cut(text, n)))
    return _cut(text, _between_words(text, most)) if most else ""


def _cut(text: str, length: int) -> str:
    return text[:length].rstrip(" -–,.(") + ELLIPSIS


def _between_words(text: str, most: int) -> int:
    """Return how much to keep of a text that `most` letters fit of: whole words, if that is much.

    Half a syllable is another word: "Hải Xuân" is not to become "Hải Xu…".
    """
    whole = text.rfind(" ", 0, most + 1)
    return whole if whole >= _MUCH * most else most


def initials(title: str) -> str:
    """Return one or two letters that stand for a place: "UBND huyện Trực Ninh" gives "TN"."""
    name = clean(title)
    words = re.findall(r"\w+", _KINDS.sub("", name)) or re.findall(r"\w+", name)
    proper = [word for word in words if not word[0].islower()] or words
    return "".join(word[0] for word in proper[:2]).upper()
