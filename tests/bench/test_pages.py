"""A crowd without control connections sends pictures when somebody looks at them."""

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded
from mcu.video.paging import DWELL_NS, WAKE_NS
from signaling.bench.pages import Pages, Turning
from tests.bench.test_obedient import Client


def test_a_page_sends_while_it_is_on() -> None:
    begin = 5 * NS_PER_S
    shared = Pages(60)
    shared.begin(begin)
    picture = Encoded(Codec.VP8, b"144", 0, keyframe=True)

    def sends(place: int, at: int) -> bool:
        client = Client()
        player = Turning([picture], [], shared, place)
        player.client = client  # type: ignore[assignment]
        player.show(begin + at)
        return bool(client.video.sent)

    def sent(at: int) -> tuple[bool, bool]:
        return sends(0, at), sends(59, at)

    assert sent(0) == (True, False)
    assert sent(DWELL_NS) == (False, False)
    assert sent(2 * DWELL_NS - WAKE_NS) == (False, True)
    assert sent(2 * DWELL_NS) == (False, True)
    assert sent(3 * DWELL_NS - WAKE_NS) == (True, True)
