"""Whether the program is complete: codecs, font, pages."""

import importlib
from pathlib import Path

import av
from PIL import ImageFont

import mcu.media
from signaling.app import pages_of
from signaling.config import Config
from signaling.doctor.finding import Finding, bad, good

CODECS = (("libx264", "w"), ("libvpx", "w"), ("libvpx-vp9", "w"), ("h264", "r"), ("vp8", "r"))
"""(codec, r to decode, w to encode) of pictures."""

OPUS = "opuslib_next"

FONTS = Path(mcu.media.__file__).parent / "video" / "fonts"

REINSTALL = (
    "Cài lại chương trình: make setup.",
    "Install the program again: make setup.",
)


async def codecs(_config: Config) -> Finding:
    """See whether every codec is there."""
    missing = [name for name, mode in CODECS if not _has(name, mode)]
    try:
        importlib.import_module(OPUS)
    except Exception:
        missing.append("libopus")
    if not missing:
        return good("codecs", "Đủ bộ mã hóa.", "All codecs are there.")
    names = ", ".join(missing)
    said = (f"Thiếu bộ mã hóa: {names}.", f"Codecs are missing: {names}.")
    return bad("codecs", said, REINSTALL)


def _has(name: str, mode: str) -> bool:
    try:
        av.codec.Codec(name, "w" if mode == "w" else "r")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


async def fonts(_config: Config) -> Finding:
    """See whether names can be written."""
    files = sorted(FONTS.glob("*.ttf"))
    try:
        for file in files:
            ImageFont.truetype(file, 20)
    except OSError as error:
        said = (f"Phông chữ hỏng: {error}.", f"A font cannot be read: {error}.")
        return bad("font", said, REINSTALL)
    if not files:
        said = (f"Không có phông chữ ở {FONTS}.", f"There is no font in {FONTS}.")
        return bad("font", said, REINSTALL)
    return good("font", "Có phông chữ tiếng Việt.", "The font is there.")


async def pages(config: Config) -> Finding:
    """See whether the pages have been built."""
    if pages_of(config).built:
        return good("pages", "Trang web đã được dựng.", "The pages have been built.")
    return bad(
        "pages",
        ("Trang web chưa được dựng.", "The pages have not been built."),
        ("make web/dist/index.html",) * 2,
    )
