from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.media import Codec
from mcu.messages import Vp9
from mcu.video.ladder import SHORT_BURST, Rung, ladder


def test_the_rungs_of_the_usual_canvas() -> None:
    assert ladder(1280, 720, 25, 1_500_000) == (
        Rung(1280, 720, 1_500_000),
        Rung(640, 360, 405_000, burst=SHORT_BURST, vp9=True),
        Rung(320, 180, 109_350, stride=2, burst=SHORT_BURST, vp9=True),
        Rung(256, 144, 36_000, stride=5, burst=SHORT_BURST, vp9=True),
    )


def test_a_larger_canvas_has_one_more() -> None:
    sizes = [(rung.width, rung.height) for rung in ladder(1920, 1080, 30, 3_000_000)]
    assert sizes == [(1920, 1080), (1280, 720), (640, 360), (320, 180), (256, 144)]


def test_a_slow_canvas_is_not_made_slower() -> None:
    assert {rung.stride for rung in ladder(1280, 720, 15, 1_000_000) if rung.moves} == {1}


@pytest.mark.parametrize(
    ("vp9", "heights"),
    [(Vp9.OFF, []), (Vp9.SMALL, [360, 180, 144]), (Vp9.ALL, [1080, 720, 360, 180, 144])],
)
def test_who_takes_vp9_gets_it_where_it_is_worth_it(vp9: Vp9, heights: list[int]) -> None:
    rungs = ladder(1920, 1080, 25, 3_000_000, vp9)
    both, one = (Codec.H264, Codec.VP9), (Codec.VP8,)
    assert [rung.height for rung in rungs if rung.codec(both) is Codec.VP9] == heights
    assert {rung.codec(both) for rung in rungs} <= {Codec.H264, Codec.VP9}
    assert {rung.codec(one) for rung in rungs} == {Codec.VP8}
    assert {rung.codec((Codec.VP9,)) for rung in rungs} == {Codec.VP9}


@given(
    st.integers(80, 2000).map(lambda half: 2 * half),
    st.integers(45, 1100).map(lambda half: 2 * half),
    st.integers(5, 60),
    st.integers(100_000, 8_000_000),
)
def test_each_rung_is_smaller_and_cheaper(width: int, height: int, fps: int, bitrate: int) -> None:
    rungs = ladder(width, height, fps, bitrate)
    assert rungs[0] == Rung(width, height, bitrate, vp9=height <= 360)
    for above, below in pairwise(rungs):
        assert below.height < above.height
        assert below.bitrate < above.bitrate
        assert below.width % 2 == below.height % 2 == 0
        # As wide as it should be, but for being even.
        assert abs(below.width - width * below.height / height) <= 2
