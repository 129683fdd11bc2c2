import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.video.names import clean, initials, shorten


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (40, "Ủy ban nhân dân huyện Trực Ninh"),
        (25, "UBND huyện Trực Ninh"),
        (16, "Huyện Trực Ninh"),
        (12, "H. Trực Ninh"),
        (8, "H. Trực…"),
        (1, ""),
    ],
)
def test_the_longest_form_that_fits(room: int, expected: str) -> None:
    assert shorten("Ủy ban nhân dân huyện Trực Ninh", lambda text: len(text) <= room) == expected


@pytest.mark.parametrize(
    ("name", "room", "expected"),
    [
        ("Uỷ ban nhân dân tỉnh Nam Định", 20, "UBND tỉnh Nam Định"),
        ("Thành phố Nam Định", 15, "TP. Nam Định"),
        ("UBND thành phố Nam Định", 17, "UBND TP. Nam Định"),
        ("Hội đồng nhân dân xã Hải Xuân", 20, "HĐND xã Hải Xuân"),
        ("HĐND xã Hải Xuân", 15, "HĐND X. Hải…"),
        ("Sở Giáo dục và Đào tạo", 12, "Sở GD&ĐT"),
        ("UBND phường Cửa Bắc, thành phố Nam Định", 16, "Phường Cửa Bắc"),
        ("Thị trấn Quất Lâm", 14, "TT. Quất Lâm"),
        ("Thường trực Tỉnh ủy", 15, "TT Tỉnh ủy"),
        ("Thường trực Hội đồng nhân dân tỉnh", 16, "TT HĐND tỉnh"),
        ("Đoàn đại biểu Quốc hội tỉnh", 20, "Đoàn ĐBQH tỉnh"),
        ("Xã Nghĩa Lâm và Nghĩa Thắng", 15, "X. Nghĩa Lâm…"),
        ("Xã Krôngbuknăngmadrak", 10, "X. Krôngb…"),
    ],
)
def test_known_rules(name: str, room: int, expected: str) -> None:
    assert shorten(name, lambda text: len(text) <= room) == expected


@given(st.text(max_size=80), st.integers(0, 40))
def test_never_longer_than_fits(text: str, room: int) -> None:
    short = shorten(text, lambda form: len(form) <= room)
    assert len(short) <= room
    assert unicodedata.is_normalized("NFC", short)
    assert not any(unicodedata.category(c)[0] == "C" for c in short)


def test_names_are_put_together_on_one_line() -> None:
    apart = unicodedata.normalize("NFD", "  Giao\nThuỷ\t")
    assert clean(apart) == "Giao Thuỷ"


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("UBND huyện Trực Ninh", "TN"),
        ("Ủy ban nhân dân thành phố Nam Định", "NĐ"),
        ("Thành phố Huế", "H"),
        ("Huyện Ý Yên", "ÝY"),
        ("Sở Giáo dục và Đào tạo", "GĐ"),
        ("điểm cầu số 3", "3"),
        ("nguyễn văn an", "NV"),
        ("Xã", "X"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_initials(title: str, letters: str) -> None:
    assert initials(title) == letters


def test_a_title_keeps_what_follows_its_comma() -> None:
    title = "Kỳ họp thứ mười hai, Hội đồng nhân dân tỉnh Nam Định"
    assert shorten(title, lambda form: len(form) <= 30) == "Kỳ họp thứ mười hai"
    assert shorten(title, lambda form: len(form) <= 40, place=False) == (
        "Kỳ họp thứ mười hai, HĐND tỉnh Nam Định"
    )
    assert shorten(title, lambda form: len(form) <= 30, place=False) == (
        "Kỳ họp thứ mười hai, HĐND…"
    )
