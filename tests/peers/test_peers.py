"""Other people's WebRTC: a GStreamer encoder and a werift point meet in our mixer."""

import asyncio
import sys
from pathlib import Path

import av
import numpy as np

from tests.browser import signs
from tests.clips import COLOURS, Rgb, colour_clip, decode_sound, rgb, tone
from tests.patience import PATIENCE
from tests.peers import peer
from tests.server import Server

HERE = Path(__file__).parent
NODE = Path(sys.prefix) / "bin" / "node"
SYSTEM_PYTHON = Path("/usr/bin/python3")

ENCODER, POINT = signs.ORANGE, signs.BLUE


def prepare(folder: Path) -> None:
    """Write what the werift point sends."""
    folder.mkdir()
    clip = colour_clip(POINT.colour, seconds=2)
    peer.write_ivf(folder / "send.ivf", clip, width=640, height=360, fps=25)
    peer.write_packets(folder / "send.opus", tone(POINT.hz, 2, signs.AMPLITUDE))


def pictures(path: Path) -> list[Rgb]:
    """Decode what the point received; a frame that cannot be decoded is an error."""
    decoder = av.VideoCodecContext.create("vp8", "r")
    frames = [one for frame in peer.read_ivf(path) for one in decoder.decode(av.Packet(frame.data))]
    return [rgb(one) for one in frames]


def hear(path: Path, seconds: float = 2) -> dict[signs.Sign, float]:
    """Measure the tones in the last seconds that the point received."""
    pcm = decode_sound(peer.read_packets(path)).astype(np.float64) / 32768
    return signs.levels(pcm[-round(seconds * 48_000) :], ENCODER, POINT)


async def test_an_encoder_and_a_point_of_other_makes_meet(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "point"
    prepare(folder)
    point_token = server.token("hop", "diem-khac")
    source_token = server.token("hop", "may-phat", kind="source")
    colour = "".join(f"{value:02x}" for value in COLOURS[ENCODER.colour])
    point = (NODE, HERE / "point_werift.mjs", f"{server.url}/media/hop", point_token, folder)
    source = (SYSTEM_PYTHON, HERE / "whip_gstreamer.py", f"{server.url}/whip/hop", source_token)

    async with (
        peer.running(*point) as viewer,
        peer.running(*source, colour, str(ENCODER.hz)) as gst,
    ):
        await asyncio.gather(viewer.says(state="connected"), gst.says(state="connected"))
        before = await viewer.counts(frames=1)
        after = await viewer.counts(frames=before["frames"] + 100, audio=before["audio"] + 200)
        assert after["keyframes"] >= 1

        # Both are in the picture, side by side; the point hears the encoder and not itself.
        shown = pictures(folder / "received.ivf")
        assert len(shown) > 90
        assert shown[-1].shape == (720, 1280, 3)
        for sign in (ENCODER, POINT):
            assert any(sign.find(picture) for picture in shown[-25:]), sign
        heard = hear(folder / "received.opus")
        assert heard[ENCODER] > -6
        assert heard[POINT] < heard[ENCODER] - 30

        # The encoder leaves by the book: its tile goes, the meeting goes on.
        await gst.leave()
        await until_gone(folder / "received.ivf", ENCODER)
        await viewer.leave()
    assert POINT.find(pictures(folder / "received.ivf")[-1]) is not None


async def until_gone(path: Path, sign: signs.Sign) -> None:
    """Wait until a sign is not in the newest picture that was received."""
    async with asyncio.timeout(PATIENCE):
        while True:
            shown = await asyncio.to_thread(pictures, path)
            if sign.find(shown[-1]) is None:
                return
            await asyncio.sleep(0.5)
