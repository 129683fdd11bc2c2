"""VP9 beside what the peer sends: what is offered, agreed on and answered."""

import pytest

from mcu.media import Codec
from mcu.messages import MemberKind
from mcu.rtc.description import read_description
from tests.rtc.test_answer import answered, offer_of, sections, taken
from tests.rtc.test_description import OFFERS

VP9 = (
    "a=rtpmap:98 VP9/90000\na=fmtp:98 profile-id={profile}\na=rtcp-fb:98 nack\n"
    "a=rtpmap:99 rtx/90000\na=fmtp:99 apt=98"
)
VP8_AND_VP9 = "m=video 9 UDP/TLS/RTP/SAVPF 98 99 96\na={direction}\na=rtpmap:96 VP8/90000\n" + VP9


@pytest.mark.parametrize(
    ("kind", "direction", "profile", "expected"),
    [
        (MemberKind.POINT, "sendrecv", 0, [(Codec.VP8, 96, None), (Codec.VP9, 98, 99)]),
        (MemberKind.VIEWER, "recvonly", 0, [(Codec.VP8, 96, None), (Codec.VP9, 98, 99)]),
        (MemberKind.POINT, "sendrecv", 2, [(Codec.VP8, 96, None)]),
        (MemberKind.SOURCE, "sendonly", 0, [(Codec.VP8, 96, None)]),
        (MemberKind.POINT, "sendonly", 0, [(Codec.VP8, 96, None)]),
    ],
)
def test_vp9_is_agreed_on_beside_what_the_peer_sends(
    kind: MemberKind, direction: str, profile: int, expected: list[tuple[Codec, int, int | None]]
) -> None:
    offer = offer_of(VP8_AND_VP9.format(direction=direction, profile=profile))
    (line,) = taken(offer, kind)
    assert line is not None
    found = [(one.codec, one.payload_type, one.rtx_type) for one in line.codings]
    assert found == expected
    assert not any("profile-id=2" in one for one in sections(answered(offer, kind))[0])


def test_vp9_alone_will_do() -> None:
    for profile, good in ((0, True), (2, False)):
        offer = offer_of("m=video 9 UDP/TLS/RTP/SAVPF 98 99\n" + VP9.format(profile=profile))
        (line,) = taken(offer)
        assert (line is not None) is good
        if line is not None:
            assert [one.codec for one in line.codings] == [Codec.VP9]


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_browsers_are_answered_with_vp9_in_second_place(name: str) -> None:
    """They send the first (RFC 8829, section 5.3.1), which is VP8: its decoder is the cheapest."""
    for section in read_description(answered(OFFERS[name])).sections[1:]:
        assert [one.name for one in section.formats] == ["VP8", "rtx", "VP9", "rtx"]
        vp8, _, vp9, again = section.formats
        assert vp9.feedback == vp8.feedback
        assert vp9.parameters == {"profile-id": "0"}
        assert again.parameters["apt"] == vp9.payload_type
    _, camera, _ = sections(answered(OFFERS[name]))
    assert sum("x-google-start-bitrate" in line for line in camera) == 1
