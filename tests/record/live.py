"""Records a meeting in real time until it is killed; says after each picture what was given."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from mcu.clock import NS_PER_S, now
from mcu.media import Codec
from mcu.record.recorder import Recorder
from tests.record.meeting import BASE, meeting


async def main(path: Path) -> None:
    recorder = Recorder(path, request_keyframe=lambda: None, on_error=sys.exit, reserve=0)
    frames = meeting(8)
    await recorder.start()
    begin = now() - frames[0].pts
    for frame in frames:
        due = frame.pts + begin
        await asyncio.sleep(max(0, due - now()) / NS_PER_S)
        stamped = replace(frame, pts=due)
        if frame.codec is Codec.OPUS:
            recorder.audio.deliver(stamped)
        else:
            recorder.video.deliver(stamped)
            print((frame.pts - BASE) / NS_PER_S, flush=True)


asyncio.run(main(Path(sys.argv[1])))
