import unicodedata
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.messages import Plate
from mcu.video import colour, label
from mcu.video.colour import Colour
from mcu.video.font import ASCENT, DESCENT, FontMissingError, Weight, font
from mcu.video.label import PLATE_OPACITY, Header, Notice
from mcu.video.layout import arrange, beside_content, featured
from mcu.video.placard import initials_disc, microphone_off
from mcu.video.sprite import Sprite
from mcu.video.tile import connection_lost
from tests.video.material import SECOND

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", v + t) for v, t in product(VOWELS, TONES)]
ALPHABET = [*LETTERS, *(letter.upper() for letter in LETTERS), "đ", "Đ"]


@pytest.mark.parametrize("weight", Weight)
def test_the_font_has_every_letter_of_vietnamese(weight: Weight) -> None:
    assert len(ALPHABET) == 2 * 12 * 6 + 2
    assert all(len(letter) == 1 for letter in ALPHABET)
    face = font(weight, 24)
    drawn = {letter: bytes(face.getmask(letter, "L")) for letter in ALPHABET}
    missing = bytes(face.getmask("\ue000", "L"))
    assert missing not in drawn.values()
    assert len(set(drawn.values())) == len(ALPHABET)


@pytest.mark.parametrize("weight", Weight)
def test_no_letter_is_cut_off(weight: Weight) -> None:
    face = font(weight, 100)
    for letter in [*ALPHABET, "g", "j", "Q", "(", "&", "0"]:
        _, top, _, bottom = face.getbbox(letter, anchor="ls")
        assert top >= -100 * ASCENT
        assert bottom <= 100 * DESCENT


def test_a_missing_font_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mcu.video.font._FOLDER", Path("/nowhere"))
    font.cache_clear()
    try:
        with pytest.raises(FontMissingError, match="install the package again"):
            font(Weight.REGULAR, 19)
    finally:
        font.cache_clear()


def plate(title: str, subtitle: str = "", points: int = 9) -> Sprite:
    tile = arrange(points, 1280, 720).tiles[0]
    drawn = label.plate(Plate(title=title, subtitle=subtitle), tile.w - 12, tile.h, 720)
    assert drawn is not None
    return drawn


def test_a_plate_differs_by_its_diacritics() -> None:
    names = ["Hai Hau", "Hải Hậu", "Hái Hậu", "Hải Hâu", "Hài Hậu", "Hãi Hậu", "Hại Hậu"]
    assert len({plate(name).y.tobytes() for name in names}) == len(names)


def test_composed_and_decomposed_names_look_the_same() -> None:
    name = "Huyện Nghĩa Hưng"
    apart = unicodedata.normalize("NFD", name)
    assert apart != name
    assert plate(apart).y.tobytes() == plate(name).y.tobytes()


@given(st.text(max_size=60), st.text(max_size=60), st.integers(1, 25))
def test_plates_and_notices_fit_their_tile(title: str, subtitle: str, points: int) -> None:
    tile = arrange(points, 1280, 720).tiles[0]
    text = Plate(title=title, subtitle=subtitle)
    said = Notice(title, alert=True)
    for sprite in (
        label.plate(text, tile.w - 12, tile.h, 720),
        label.notice(said, tile.w, tile.h, 720, ground=True),
    ):
        if sprite is not None:
            assert sprite.width <= tile.w - 12 or sprite.width <= tile.w
            assert sprite.height <= tile.h / 3
            assert sprite.width % 2 == 0
            assert sprite.height % 2 == 0


@pytest.mark.parametrize("points", [1, 2, 4, 6, 9, 12, 16, 20, 25])
@pytest.mark.parametrize("height", [720, 1080])
def test_letters_are_large_enough_for_five_metres(points: int, height: int) -> None:
    tile = arrange(points, height * 16 // 9, height).tiles[0]
    size = label.title_size(tile.h, height)
    assert size >= tile.h / 14
    assert size >= 18 * height / 720


def test_the_subtitle_is_left_out_where_it_would_hide_the_picture() -> None:
    one, two = plate("Huyện Vụ Bản", points=4), plate("Huyện Vụ Bản", "Thị trấn Gôi", points=4)
    assert two.height > one.height * 1.5
    small = plate("Huyện Vụ Bản", "Thị trấn Gôi", points=25)
    assert small.height == plate("Huyện Vụ Bản", points=25).height


def test_an_empty_plate_is_none() -> None:
    assert label.plate(Plate(title=" "), 300, 200, 720) is None


def has(sprite: Sprite, ink: Colour) -> bool:
    """Whether a colour is somewhere in a sprite, unmixed."""
    near = (abs(sprite.u.astype(int) - ink.u) <= 4) & (abs(sprite.v.astype(int) - ink.v) <= 4)
    return bool(near.any())


def test_the_recording_mark_is_red_and_only_it() -> None:
    quiet = Header("Hội nghị", "14:05", recording=False)
    live = Header("Hội nghị", "14:05", recording=True)
    assert has(label.header(live, 1188, 36), colour.RECORDING)
    assert not has(label.header(quiet, 1188, 36), colour.RECORDING)


def test_the_header_shows_clock_and_page_and_never_overflows() -> None:
    def drawn(said: Header) -> bytes:
        sprite = label.header(said, 1188, 36)
        assert (sprite.width, sprite.height) == (1188, 36)
        return sprite.y.tobytes()

    base = Header("Hội nghị " * 30, "14:05", recording=True)
    others = [
        base._replace(clock="14:06"),
        base._replace(page=2, pages=5),
        base._replace(title="Hội nghị"),
        base._replace(recording=False),
    ]
    assert len({drawn(one) for one in (base, *others)}) == 5


@pytest.mark.parametrize("height", [720, 1080])
def test_how_long_somebody_is_away_is_read_in_a_strip(height: int) -> None:
    size = height * 16 // 9, height
    strips = featured(1, 5, *size), beside_content(5, *size)
    tile = min((one.tiles[-1] for one in strips), key=lambda one: one.w)
    said = connection_lost(48 * SECOND)
    whole, other = (
        label.notice(one, tile.w, tile.h, height, ground=False)
        for one in (said, said._replace(text=said.text[:-1] + "w"))
    )
    assert whole is not None
    assert other is not None
    assert not np.array_equal(whole.y, other.y), "its last letter is there"


def test_an_alert_has_a_sign_beside_its_words() -> None:
    alert = label.notice(Notice("Mất hình", alert=True), 360, 202, 720, ground=True)
    calm = label.notice(Notice("Mất hình", alert=False), 360, 202, 720, ground=True)
    assert alert is not None
    assert calm is not None
    assert has(alert, colour.WARNING)
    assert not has(calm, colour.WARNING)


def test_the_marks_are_drawn() -> None:
    mark = microphone_off(26)
    assert mark.y.max() > 200
    assert initials_disc("TN", 60).y.tobytes() != initials_disc("NT", 60).y.tobytes()
    assert initials_disc("", 60).y.max() < 100


def luminance(ink: Colour) -> float:
    """Relative luminance (WCAG 2.2) of an I420 value."""
    y, u, v = (ink.y - 16) / 219, (ink.u - 128) / 224, (ink.v - 128) / 224
    rgb = y + 1.402 * v, y - 0.344136 * u - 0.714136 * v, y + 1.772 * u
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(np.dot(np.clip(linear, 0, 1), (0.2126, 0.7152, 0.0722)))


def contrast(one: Colour, other: Colour) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def on_white(ground: Colour, opacity: float) -> Colour:
    white = Colour(235, 128, 128)
    mixed = (round(a * opacity + b * (1 - opacity)) for a, b in zip(ground, white, strict=True))
    return Colour(*mixed)


def test_contrast() -> None:
    plate_on_white = on_white(colour.PLATE, PLATE_OPACITY)
    for text in (colour.TEXT, colour.SOFT):
        for ground in (plate_on_white, colour.CANVAS, colour.TILE, colour.DISC):
            assert contrast(text, ground) >= 4.5
    # Marks that are not text need 3 : 1 (WCAG 2.2, 1.4.11).
    assert contrast(colour.RECORDING, colour.CANVAS) >= 3
    assert contrast(colour.SPEAKING, colour.CANVAS) >= 3
    assert contrast(colour.WARNING, colour.TILE) >= 3
