"""A cheap client that sends what it is asked for."""

from mcu.media import Codec, Encoded
from signaling.bench.obedient import Obedient, SizedClip
from signaling.protocol import Ask, PictureAsked

BEAT = 25


def clip(height: int, fps: int) -> SizedClip:
    name = str(height).encode()
    return SizedClip(height, fps, [Encoded(Codec.VP8, name, n, n == 0) for n in range(50)])


class Line:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def deliver(self, frame: Encoded) -> bool:
        self.sent.append(frame.data)
        return True


class Client:
    """As much of one as a player needs."""

    def __init__(self) -> None:
        self.video, self.audio = Line(), Line()


def second(player: Obedient) -> tuple[list[bytes], int]:
    """Play a second; return what pictures were sent, and how many packets of sound."""
    player.client = client = Client()  # type: ignore[assignment]
    for beat in range(BEAT):
        player.show(beat)
        player.speak(beat)
        player.speak(beat)
    return client.video.sent, len(client.audio.sent)


def ask(height: int, *, audio: bool = True) -> Ask:
    picture = PictureAsked(width=height * 16 // 9, height=height, fps=25, kbps=100)
    return Ask(picture=picture if height else None, audio=audio)


def test_plays_the_smallest_clip_that_is_large_enough() -> None:
    voice = [Encoded(Codec.OPUS, b"v", 0)]
    player = Obedient([clip(360, 25), clip(144, 15), clip(270, 25)], voice)
    assert second(player) == ([b"144"] * 15, 50)
    player.obey(ask(180))
    assert second(player) == ([b"270"] * 25, 50)
    assert player.height == 270
    player.obey(ask(720, audio=False))
    assert second(player) == ([b"360"] * 25, 0)
    player.obey(ask(0))
    assert second(player) == ([], 50)
    player.on_keyframe_request(None)  # type: ignore[arg-type]
    assert second(player) == ([], 50)
    player.obey(ask(144))
    assert second(player) == ([b"144"] * 15, 50)


def test_who_has_no_clips_sends_none() -> None:
    player = Obedient([], [])
    player.obey(ask(720))
    assert second(player) == ([], 0)
