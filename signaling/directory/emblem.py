"""What is uploaded as an emblem: read with care, and kept as a small PNG file. Pure."""

import io
import struct
import zlib
from typing import Final

from PIL import Image, ImageOps

from signaling.codes import Code
from signaling.problem import ProblemError

MAX_BYTES: Final = 2 * 2**20
"""Bytes of a file: a logo from a printer's PDF, exported large, has less."""

FORMATS: Final = ("PNG", "JPEG", "WEBP")
"""What every office program writes; an SVG may be any program, and is exported in one step."""

MOST: Final = 4096
"""Pixels of the longer side: 64 MiB once it is unpacked."""

LEAST: Final = 64
"""Pixels of the shorter side: the title's line has 54 on a canvas of 1080 lines."""

LONGEST: Final = 4
"""How many times longer one side may be than the other; the title needs its place."""

KEPT: Final = 512
"""Pixels of the longer side that are kept: the screen before a meeting shows a fifth of 1080."""

FAULTS: Final = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)
"""How decoders fail on damaged files."""


def emblem(content: bytes) -> bytes:
    """Return a picture as it is kept: upright, without empty margins, as PNG.

    Raises ProblemError: emblem_invalid, emblem_too_large.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if max(opened.size) > MOST:
                raise ProblemError(Code.EMBLEM_TOO_LARGE)
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError:
        raise ProblemError(Code.EMBLEM_TOO_LARGE) from None
    except FAULTS as error:
        raise ProblemError(Code.EMBLEM_INVALID, str(error)) from None
    seen = image.getchannel("A").getbbox()
    if seen is None:
        raise ProblemError(Code.EMBLEM_INVALID, "All of it is transparent.")
    image = image.crop(seen)
    short, long = sorted(image.size)
    if short < LEAST or long > LONGEST * short:
        raise ProblemError(Code.EMBLEM_INVALID, f"It has {image.width} × {image.height} pixels.")
    image.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()
