"""What the answer says of sound."""

import re

import pytest

from tests.rtc.test_answer import answered, sections, taken
from tests.rtc.test_description import OFFERS


def test_redundant_voice_is_taken_beside_the_plain_one() -> None:
    """And not before it: what stands first is what a browser sends, whatever its line carries."""
    audio = sections(answered(OFFERS["chromium"]))[0]
    assert re.fullmatch(r"m=audio \d+ \S+ 111 63", audio[0])
    assert "a=rtpmap:63 red/48000/2" in audio
    assert "a=fmtp:63 111/111" in audio
    assert [one.codings[0].red_type for one in taken(OFFERS["chromium"]) if one] == [63, None, None]
    assert not any("red/" in one for one in sections(answered(OFFERS["firefox"]))[0])


@pytest.mark.parametrize("fmtp", ["a=fmtp:63 110/110", "a=fmtp:63 111/13", "a=mid:0"])
def test_redundancy_of_something_else_is_not_taken(fmtp: str) -> None:
    offer = OFFERS["chromium"].replace("a=fmtp:63 111/111", fmtp, 1)
    assert [one.codings[0].red_type for one in taken(offer) if one] == [None, None, None]
