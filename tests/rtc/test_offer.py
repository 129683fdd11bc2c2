"""The client's half: what it offers, and what it makes of an answer."""

import pytest

from mcu.media import Codec
from mcu.messages import BadOfferError, MemberKind
from mcu.rtc.answer import choose
from mcu.rtc.description import Description, read_description
from mcu.rtc.ice import Credentials
from mcu.rtc.line import Line, Transport, write_description
from mcu.rtc.offer import agreed_lines, offered_lines
from tests.rtc.test_answer import OPUS, SERVER, VP8, answered, offer_of


def exchange(kind: MemberKind, also: tuple[Codec, ...] = ()) -> tuple[list[Line], list[Line]]:
    """Offer, choose, answer, agree: the lines of client and server."""
    offered = offered_lines(kind, audio=True, video=Codec.H264, content=Codec.VP8, also=also)
    client = Transport(Credentials.new(), SERVER.fingerprint, "actpass", (), lite=False)
    offer = write_description(offered, client, session=1, cname="client")
    lines = choose(read_description(offer), kind)
    answer = write_description(lines, SERVER, session=2, cname="server")
    agreed = agreed_lines(offered, read_description(answer))
    return agreed, [one for one in lines if isinstance(one, Line)]


@pytest.mark.parametrize("also", [(), (Codec.VP9,), (Codec.VP8, Codec.VP9)])
@pytest.mark.parametrize("kind", MemberKind)
def test_client_and_server_agree(kind: MemberKind, also: tuple[Codec, ...]) -> None:
    client, server = exchange(kind, also)
    assert len(client) == len(server) == 3
    for ours, theirs in zip(client, server, strict=True):
        assert (ours.sends, ours.receives) == (theirs.receives, theirs.sends)
        assert [(one.codec, one.payload_type, one.rtx_type) for one in ours.codings] == [
            (one.codec, one.payload_type, one.rtx_type) for one in theirs.codings
        ]
        better = ours.track is not None and ours.receives and Codec.VP9 in also
        assert (ours.codings[-1].codec is Codec.VP9) is better
        assert dict(ours.extensions) == dict(theirs.extensions)
        if ours.sends:
            assert ours.ssrc in theirs.remote_ssrcs
        if theirs.sends:
            assert theirs.ssrc in ours.remote_ssrcs


def test_an_answer_that_does_not_fit_is_refused() -> None:
    offered = offered_lines(MemberKind.POINT, audio=True, video=Codec.VP8, content=None)

    def answer(*changes: tuple[str, str]) -> Description:
        text = answered(offer_of(OPUS, VP8))
        for old, new in changes:
            text = text.replace(old, new)
        return read_description(text)

    assert len(agreed_lines(offered, answer())) == 2
    assert len(agreed_lines(offered, answer(("m=video 4711", "m=video 0")))) == 1
    with pytest.raises(BadOfferError, match="as many"):
        agreed_lines(offered[:1], answer())
    with pytest.raises(BadOfferError, match="mid or codec"):
        agreed_lines(offered, answer(("a=mid:1", "a=mid:7"), ("BUNDLE 0 1", "BUNDLE 0 7")))
    with pytest.raises(BadOfferError, match="mid or codec"):
        agreed_lines(offered, answer(("SAVPF 96", "SAVPF 98"), ("rtpmap:96", "rtpmap:98")))
