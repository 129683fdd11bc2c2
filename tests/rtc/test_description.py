"""What real peers' SDP says, and what happens to SDP that says nothing."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.messages import BadOfferError
from mcu.rtc.description import MAX_LINES, MAX_SECTIONS, read_description
from mcu.rtc.fragment import read_fragment

OFFERS = {path.stem: path.read_text() for path in (Path(__file__).parent / "offers").iterdir()}

MINIMAL = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:0
a=ice-ufrag:abcd
a=ice-pwd:0123456789012345678901
a=fingerprint:sha-256 00:11
a=setup:actpass
a=rtpmap:111 opus/48000/2
"""


def test_chromium() -> None:
    offer = read_description(OFFERS["chromium"])
    assert [one.kind for one in offer.sections] == ["audio", "video", "video"]
    assert [one.mid for one in offer.sections] == ["0", "1", "2"]
    assert all(one.bundled and one.offered for one in offer.sections)
    assert all(one.direction == "sendrecv" for one in offer.sections)
    vp8 = offer.sections[1].formats[0]
    assert (vp8.name, vp8.payload_type, vp8.clock_rate) == ("VP8", 96, 90_000)
    assert {"nack", "nack pli", "ccm fir", "goog-remb"} <= vp8.feedback
    assert offer.sections[1].formats[1].parameters == {"apt": 96}
    assert len(offer.sections[1].ssrcs) == 2
    assert offer.setup == "actpass"
    assert offer.fingerprints[0][0] == "sha-256"
    assert offer.candidates == ()  # it trickles


def test_firefox() -> None:
    offer = read_description(OFFERS["firefox"])
    assert [one.kind for one in offer.sections] == ["audio", "video", "video"]
    assert offer.ufrag
    assert offer.password
    assert offer.sections[0].extensions["urn:ietf:params:rtp-hdrext:ssrc-audio-level"] == 1


def test_gstreamer_bundles_a_port_of_zero() -> None:
    offer = read_description(OFFERS["gstreamer"])
    assert [one.mid for one in offer.sections] == ["video0", "audio1"]
    assert all(one.offered for one in offer.sections)


def test_ffmpeg_wants_to_be_called() -> None:
    offer = read_description(OFFERS["ffmpeg"])
    assert offer.setup == "passive"
    assert offer.candidates == ()
    assert offer.sections[1].formats[0].parameters["profile-level-id"] == "42001e"


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("a=ice-ufrag:abcd\n", "no ICE credentials"),
        ("a=ice-pwd:0123456789012345678901\n", "no ICE credentials"),
        ("a=fingerprint:sha-256 00:11\n", "no DTLS fingerprint"),
        ("a=setup:actpass\n", "no setup"),
        ("v=0\n", "not SDP"),
    ],
)
def test_what_must_be_there(without: str, sentence: str) -> None:
    read_description(MINIMAL)
    with pytest.raises(BadOfferError, match=sentence):
        read_description(MINIMAL.replace(without, ""))


@pytest.mark.parametrize(
    ("sdp", "sentence"),
    [
        ("", "not SDP"),
        ("v=0\r\ns=-\r\n", "no m-line"),
        ("\0\1\2", "not SDP"),
        (MINIMAL.replace("sha-256", "sha-1"), "no DTLS fingerprint"),
        (MINIMAL.replace("m=audio 9", "m=audio nine"), "m-line cannot be read: m=audio nine"),
        (MINIMAL.replace("SAVPF 111", "SAVPF 111 x"), "payload types cannot be read"),
        (MINIMAL.replace("SAVPF 111", "SAVPF 400"), "payload types cannot be read"),
        (MINIMAL.replace("opus/48000/2", "opus"), "SDP cannot be read"),
        (MINIMAL.replace("actpass", "holdconn"), "SDP cannot be read"),
        (MINIMAL.replace("mid:0", "mid:a b"), "mid cannot be read"),
        (MINIMAL + MINIMAL[MINIMAL.index("m=") :], "the same mid"),
        (MINIMAL + "a=x\n" * MAX_LINES, "lines"),
        (MINIMAL + "m=audio 9 UDP/TLS/RTP/SAVPF 111\n" * MAX_SECTIONS, "m-lines"),
    ],
)
def test_what_is_wrong_is_said(sdp: str, sentence: str) -> None:
    with pytest.raises(BadOfferError, match=sentence):
        read_description(sdp)


def test_what_we_have_no_use_for_is_not_read() -> None:
    """Legal lines that aiortc's parser cannot read."""
    odd = """a=fmtp:18 annexb=no
a=rtcp-fb:18 nack
a=candidate:1 1 udp
a=ssrc:1 cname
a=ssrc:x
a=rtpmap:0 PCMU
a=sctpmap:x
a=max-message-size:big
a=msid
a=rtcp:nine
"""
    offer = read_description(MINIMAL.replace("SAVPF 111", "SAVPF 18 0 111") + odd)
    assert [one.name for one in offer.sections[0].formats] == ["opus"]
    assert offer.sections[0].ssrcs == (1,)


def test_a_data_channel_is_no_picture() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\na=sctp-port:5000\n"
    offer = read_description(MINIMAL.replace("BUNDLE 0", "BUNDLE 0 d") + data)
    assert offer.sections[1].kind == "application"
    assert offer.sections[1].raw_formats == "webrtc-datachannel"
    assert offer.sections[1].formats == ()


@given(st.text())
@example("v=0\nm=")
@example("v=0\nm=audio 9 X 0\na=")
@example("v=0\na=group\nm=audio 9 X 0\na=fingerprint")
def test_rubbish_raises_nothing_else(text: str) -> None:
    for read in (read_description, read_fragment):
        with suppress(BadOfferError):
            read(text)


LINES = [line for offer in OFFERS.values() for line in offer.splitlines()]


@given(st.data())
def test_mutilated_offers_raise_nothing_else(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(sorted(OFFERS.values()))).splitlines()
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, data.draw(st.sampled_from(LINES)))
            case 2:
                cut = data.draw(st.integers(0, len(lines[place])))
                lines[place] = lines[place][:cut] + data.draw(st.text(max_size=5))
            case _:
                lines[place] = lines[place].replace(":", data.draw(st.sampled_from(" /:=")), 1)
        if not lines:
            break
    with suppress(BadOfferError):
        read_description("\r\n".join(lines))
