"""Content is sent on while it still comes in, to those who can take it so."""

from dataclasses import dataclass, field

from mcu.media import Codec, Encoded, Growing
from tests.mcu.test_content import MS, Sink, Stage


@dataclass
class Through(Sink):
    """One that takes frames while they come in."""

    begun: list[Growing] = field(default_factory=list)

    def begin(self, frame: Growing) -> None:
        self.begun.append(frame)


def test_a_frame_is_forwarded_as_it_comes_in() -> None:
    hall = Stage()
    hall.stage.present("a")
    hall.put("a", keyframe=True)
    early, late = Through(), Through()
    forwarded = hall.stage.rendition(Codec.VP8)
    forwarded.subscribe(early)
    hall.put("a", keyframe=True, after=MS)
    forwarded.subscribe(late)
    page = Growing(Codec.VP8, hall.now)
    hall.stage.begin("a", page)
    assert (early.begun, late.begun) == ([page], []), "who waits for a keyframe waits"
    assert page.pts == hall.now + MS, "of no time that there has been"
    whole = Encoded(Codec.VP8, b"x", hall.now + 300 * MS, keyframe=False, grown=page)
    hall.stage.put("a", whole)
    assert early.frames[-1].pts == hall.redrawn.taken[-1].pts == page.pts
    assert not page.lost

    other = Growing(Codec.VP8, hall.now + 400 * MS)
    hall.stage.begin("a", other)
    hall.stage.begin("b", Growing(Codec.VP8, hall.now))
    hall.stage.begin("a", Growing(Codec.VP9, hall.now))
    assert early.begun == [page, other]
    hall.stage.present("b")
    assert other.lost, "and nobody waits for its end"
