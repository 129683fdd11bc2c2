"""The recorder as a conference uses it; judged by what a player makes of the file."""

import asyncio
import errno
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from mcu.clock import NS_PER_S
from mcu.fanout import Fanout
from mcu.media import Codec, Encoded
from mcu.record import recorder as module
from mcu.record.file import RecordFile
from mcu.record.recorder import KEYFRAME_INTERVAL, Recorder
from tests.patience import PATIENCE
from tests.record.meeting import BASE, Played, meeting, pictures

FRAME = 1 / 25


class Studio:
    """A recorder, with what it asked for and complained about."""

    def __init__(self, path: Path, reserve: int = 0) -> None:
        self.path = path
        self.keyframes = 0
        self.errors: list[str] = []
        self.recorder = Recorder(
            path, request_keyframe=self._request, on_error=self.errors.append, reserve=reserve
        )

    def _request(self) -> None:
        self.keyframes += 1

    def give(self, frames: list[Encoded]) -> list[bool]:
        recorder = self.recorder
        sinks = {Codec.OPUS: recorder.audio, Codec.H264: recorder.video}
        return [sinks[frame.codec].deliver(frame) for frame in frames]

    async def record(self, frames: list[Encoded]) -> Played:
        await self.recorder.start()
        assert all(self.give(frames))
        await self.recorder.stop()
        assert not self.errors
        return Played(self.path)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    # A file that a test looks at is whole once it is stopped, however busy the machine is.
    monkeypatch.setattr(module, "STOP_PATIENCE", PATIENCE)
    return Studio(tmp_path / "records" / "one.mp4")


async def until(holds: Callable[[], object]) -> None:
    """Wait for the recorder's thread, which has nothing that could be awaited."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def run(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=True)


async def test_plays_with_sound_and_picture_in_step(studio: Studio) -> None:
    played = await studio.record(meeting(4))
    assert played.numbers == list(range(100))
    assert played.seconds == pytest.approx(4, abs=FRAME)
    played.assert_in_step(4)
    recorder = studio.recorder
    assert recorder.seconds == pytest.approx(4, abs=FRAME)
    assert recorder.bytes == studio.path.stat().st_size
    assert (recorder.frames, recorder.dropped) == (len(meeting(4)), 0)


async def test_finished_file_is_one_any_tool_understands(studio: Studio) -> None:
    await studio.record(meeting(3))
    show = ("-v", "warning", "-show_streams", "-of", "json", studio.path)
    probe = await asyncio.to_thread(run, "ffprobe", *show)
    video, audio = json.loads(probe.stdout)["streams"]
    assert (probe.stderr, video["codec_name"], video["nb_frames"]) == (b"", "h264", "75")
    assert (video["width"], video["height"], video["color_space"]) == (320, 180, "smpte170m")
    assert (audio["codec_name"], audio["channels"], audio["start_time"]) == ("opus", 1, "0.000000")
    play = ("-v", "warning", "-xerror", "-i", studio.path, "-f", "null", "-")
    assert (await asyncio.to_thread(run, "ffmpeg", *play)).stderr == b""


async def test_can_be_sought_in(studio: Studio) -> None:
    await studio.record(meeting(6))
    with av.open(studio.path) as file:
        file.seek(4_500_000)
        frame = next(file.decode(video=0))
        assert frame.key_frame
        assert frame.time == pytest.approx(4, abs=FRAME)


async def test_plays_while_it_grows(studio: Studio) -> None:
    frames = meeting(4)
    await studio.recorder.start()
    studio.give(frames)
    await until(lambda: studio.recorder.seconds >= 3.4)
    played = Played(studio.path)
    assert played.seconds >= 3.4
    played.assert_in_step(4)
    await studio.recorder.stop()
    assert Played(studio.path).numbers == list(range(100))


async def test_gap_in_the_sound_stays_time(studio: Studio) -> None:
    frames = [
        frame
        for frame in meeting(6)
        if frame.codec is not Codec.OPUS or not 1.5 < (frame.pts - BASE) / NS_PER_S < 3.7
    ]
    played = await studio.record(frames)
    beeps = played.beeps()
    assert np.array(played.flashes())[[0, 1, 4, 5]] == pytest.approx(beeps, abs=0.02)
    quiet = played.pcm[int(1.7 * 48_000) : int(3.6 * 48_000)]
    assert np.abs(quiet).max() < 0.001


async def test_without_any_sound_the_track_is_silent(studio: Studio) -> None:
    played = await studio.record(pictures(2))
    assert played.seconds == pytest.approx(2, abs=FRAME)
    assert np.abs(played.pcm).max() < 0.001


async def test_stalled_picture_does_not_hold_the_sound_back(studio: Studio) -> None:
    frames = [f for f in meeting(5) if f.codec is Codec.OPUS or f.pts < BASE + NS_PER_S]
    await studio.recorder.start()
    studio.give(frames)
    await until(lambda: studio.recorder.seconds >= 4.4)
    await studio.recorder.stop()
    played = Played(studio.path)
    assert len(played.beeps()) == 5
    assert played.numbers == list(range(25))


async def test_variable_frame_rate_is_kept(studio: Studio) -> None:
    clip = pictures(2)
    times = np.cumsum(np.random.default_rng(1).integers(5, 200, len(clip))) * 1_000_000
    frames = [replace(f, pts=BASE + int(t)) for f, t in zip(clip, times, strict=True)]
    played = await studio.record(frames)
    shown = (times - times[0]) / NS_PER_S
    assert played.times == pytest.approx(shown.tolist(), abs=0.002)


async def test_times_that_go_back_never_kill_the_file(studio: Studio) -> None:
    frames = meeting(3)
    rng = np.random.default_rng(2)
    wild = [
        replace(frame, pts=frame.pts - int(rng.integers(0, 3 * NS_PER_S)))
        if index > 20 and rng.random() < 0.2
        else frame
        for index, frame in enumerate(frames)
    ]
    played = await studio.record(wild)
    assert played.numbers == list(range(75))
    assert played.times == sorted(set(played.times))


async def test_pictures_before_the_first_keyframe_are_left_out(studio: Studio) -> None:
    frames = [frame for frame in meeting(4) if frame.pts >= BASE + NS_PER_S]
    played = await studio.record(frames)
    assert played.numbers[0] == 50
    played.assert_in_step(2)


async def test_asks_for_keyframes_when_there_was_none_for_long(studio: Studio) -> None:
    await studio.recorder.start()
    key, delta = pictures(1)[:2]
    times = range(BASE, BASE + KEYFRAME_INTERVAL + 3 * NS_PER_S, NS_PER_S // 25)
    studio.give([replace(key if t == BASE else delta, pts=t) for t in times])
    assert studio.keyframes == 3  # at 8 s, and once a second until it comes
    studio.give([replace(key, pts=times[-1] + 1), replace(delta, pts=times[-1] + 2)])
    assert studio.keyframes == 3
    await studio.recorder.stop()


async def test_stop_twice_or_without_start(studio: Studio) -> None:
    await studio.recorder.stop()
    assert studio.give(pictures(1)[:1]) == [False]
    await studio.recorder.start()
    await asyncio.gather(studio.recorder.stop(), studio.recorder.stop())
    await studio.recorder.stop()
    assert not studio.path.exists()  # nothing came, nothing is left
    assert not studio.errors


async def test_never_writes_over_a_record(studio: Studio) -> None:
    studio.path.parent.mkdir()
    studio.path.write_text("a record")
    with pytest.raises(FileExistsError):
        await studio.recorder.start()
    assert studio.path.read_text() == "a record"


async def test_refuses_to_start_on_a_full_disk(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "one.mp4", reserve=1 << 60)
    with pytest.raises(OSError, match="No space left"):
        await studio.recorder.start()
    assert not studio.path.exists()


async def test_full_disk_ends_the_recording_and_keeps_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = RecordFile.append

    def full(file: RecordFile, piece: bytes) -> None:
        if file.length > 20_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(file, piece)

    monkeypatch.setattr(RecordFile, "append", full)
    await studio.recorder.start()
    studio.give(meeting(6))
    await until(lambda: studio.errors)
    assert studio.errors == ["[Errno 28] No space left on device"]
    assert studio.give(meeting(1)[:1]) == [False]
    await studio.recorder.stop()
    assert len(studio.errors) == 1
    played = Played(studio.path)
    assert played.seconds > 1
    assert played.numbers == list(range(len(played.numbers)))


async def test_part_of_a_piece_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RecordFile.create(tmp_path / "file")
    file.append(b"a whole box")
    write = os.pwrite
    answers = iter([2])

    def short(descriptor: int, data: bytes, offset: int) -> int:
        for count in answers:
            return write(descriptor, data[:count], offset)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "pwrite", short)
    with pytest.raises(OSError, match="full"):
        file.append(b"a second box")
    file.close()
    assert (tmp_path / "file").read_bytes() == b"a whole box"


async def test_slow_disk_drops_to_a_keyframe(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUEUE_FRAMES", 30)
    held, hold = asyncio.Event(), asyncio.Event()
    append = RecordFile.append
    loop = asyncio.get_running_loop()

    def slow(file: RecordFile, piece: bytes) -> None:
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(hold.wait(), loop).result()
        append(file, piece)

    monkeypatch.setattr(RecordFile, "append", slow)
    await studio.recorder.start()
    fanout = Fanout(studio._request)
    fanout.subscribe(studio.recorder.video)
    clip = pictures(4, keyframe_every=60)
    for frame in clip[:20]:
        fanout.publish(frame)
    await held.wait()  # from now on nothing is taken from the queue
    for frame in clip[20:55]:
        fanout.publish(frame)
    assert studio.recorder.dropped
    assert studio.keyframes
    hold.set()
    await until(studio.recorder._inbox._queue.empty)
    monkeypatch.setattr(module, "QUEUE_FRAMES", 1000)
    for frame in clip[55:]:
        fanout.publish(frame)
    await studio.recorder.stop()
    played = Played(studio.path)
    assert played.numbers[-1] == 99
    jump = np.flatnonzero(np.diff(np.array(played.numbers, int)) != 1)
    assert [played.numbers[i + 1] for i in jump] == [60]
    assert played.seconds == pytest.approx(4, abs=FRAME)


async def test_picture_that_cannot_be_decoded_is_reported(studio: Studio) -> None:
    await studio.recorder.start()
    studio.give([Encoded(Codec.OPUS, b"\xf8\xff\xfe", BASE), Encoded(Codec.H264, b"?", BASE)])
    await until(lambda: studio.errors)
    assert studio.errors == ["the keyframe has no parameter sets"]
    await studio.recorder.stop()
