"""Which m-lines are taken, how the answer is written, and that a stock parser agrees with it."""

import re

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription

from mcu.media import Codec
from mcu.messages import MemberKind
from mcu.rtc.answer import MOST_BITRATE, START_BITRATE, choose
from mcu.rtc.description import MAX_SECTIONS, read_description
from mcu.rtc.handler import Track
from mcu.rtc.ice import Credentials
from mcu.rtc.line import TRANSPORT_SEQUENCE, Line, Rejected, Transport, write_description
from tests.rtc.test_description import MINIMAL, OFFERS

SERVER = Transport(
    Credentials("server", "serverserverserverserver"),
    "sha-256 " + ":".join(["AB"] * 32),
    "passive",
    [("2001:db8::1", 4711), ("192.0.2.1", 4711)],
    lite=True,
)
HEAD = MINIMAL[: MINIMAL.index("m=")].replace("BUNDLE 0", "BUNDLE {mids}")
TRANSPORT = MINIMAL[MINIMAL.index("a=ice-ufrag") : MINIMAL.index("a=rtpmap")]


def offer_of(*sections: str, mids: str | None = None) -> str:
    """An offer of m-lines given as `m=` and further lines; mids are their numbers."""
    mids = " ".join(map(str, range(len(sections)))) if mids is None else mids
    text = HEAD.format(mids=mids)
    for mid, section in enumerate(sections):
        head, _, rest = section.partition("\n")
        text += f"{head}\na=mid:{mid}\n{TRANSPORT}{rest}\n"
    return text


OPUS = "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=rtpmap:111 opus/48000/2"
VP8 = "m=video 9 UDP/TLS/RTP/SAVPF 96\na=rtpmap:96 VP8/90000"


def h264(mode: int, profile: str, direction: str = "sendrecv") -> str:
    return (
        f"m=video 9 UDP/TLS/RTP/SAVPF 98\na={direction}\na=rtpmap:98 H264/90000\n"
        f"a=fmtp:98 packetization-mode={mode};profile-level-id={profile}"
    )


def taken(offer: str, kind: MemberKind = MemberKind.POINT) -> list[Line | None]:
    return [one if isinstance(one, Line) else None for one in choose(read_description(offer), kind)]


def answered(offer: str, kind: MemberKind = MemberKind.POINT) -> str:
    lines = choose(read_description(offer), kind)
    return write_description(lines, SERVER, session=1, cname="cname")


def first(line: Line) -> tuple[Codec, int, str]:
    """What the peer sends on a line, and both directions."""
    return line.codings[0].codec, line.codings[0].payload_type, line.direction


def sections(sdp: str) -> list[list[str]]:
    return [("m=" + part).splitlines() for part in sdp.split("\r\nm=")[1:]]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        (
            "chromium",
            MemberKind.POINT,
            [
                (Codec.OPUS, 111, "sendrecv"),
                (Codec.VP8, 96, "sendrecv"),
                (Codec.VP8, 96, "sendrecv"),
            ],
        ),
        (
            "firefox",
            MemberKind.POINT,
            [
                (Codec.OPUS, 109, "sendrecv"),
                (Codec.VP8, 120, "sendrecv"),
                (Codec.VP8, 120, "sendrecv"),
            ],
        ),
        (
            "chromium",
            MemberKind.VIEWER,
            [
                (Codec.OPUS, 111, "sendonly"),
                (Codec.VP8, 96, "sendonly"),
                (Codec.VP8, 96, "sendonly"),
            ],
        ),
        (
            "gstreamer",
            MemberKind.SOURCE,
            [(Codec.VP8, 96, "recvonly"), (Codec.OPUS, 97, "recvonly")],
        ),
        (
            "ffmpeg",
            MemberKind.SOURCE,
            [(Codec.OPUS, 111, "recvonly"), (Codec.H264, 106, "recvonly")],
        ),
    ],
)
def test_real_peers(name: str, kind: MemberKind, expected: list[tuple[Codec, int, str]]) -> None:
    lines = taken(OFFERS[name], kind)
    assert [first(one) for one in lines if one] == expected


def test_the_second_picture_is_content() -> None:
    lines = taken(OFFERS["chromium"])
    assert [one.track for one in lines if one] == [None, Track.CAMERA, Track.CONTENT]


def test_the_answer_can_be_read_by_our_own_parser() -> None:
    answer = read_description(answered(OFFERS["chromium"]))
    assert answer.lite
    assert (answer.ufrag, answer.password) == ("server", "serverserverserverserver")
    assert answer.setup == "passive"
    assert [one.mid for one in answer.sections if one.bundled] == ["0", "1", "2"]
    assert [one.formats[0].name for one in answer.sections] == ["opus", "VP8", "VP8"]


def test_the_answer_says_all_that_a_browser_needs() -> None:
    audio, camera, content = sections(answered(OFFERS["chromium"]))
    for section in (audio, camera, content):
        assert "a=rtcp-mux" in section
        assert "a=rtcp-rsize" in section
        assert "a=setup:passive" in section
    assert "a=candidate:1 1 udp 2130706431 2001:db8::1 4711 typ host" in audio
    assert "a=candidate:2 1 udp 2130706175 192.0.2.1 4711 typ host" in audio
    assert "a=end-of-candidates" in audio
    assert not any(line.startswith("a=candidate") for line in camera + content)
    voice = "a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=36000"
    assert f"{voice};x-google-max-bitrate={MOST_BITRATE}" in audio
    most = f"x-google-max-bitrate={MOST_BITRATE}"
    assert f"a=fmtp:96 x-google-start-bitrate={START_BITRATE};{most}" in camera
    assert f"a=fmtp:96 {most}" in content
    assert "a=fmtp:97 apt=96" in camera
    for feedback in ("nack", "nack pli", "ccm fir", "transport-cc"):
        assert f"a=rtcp-fb:96 {feedback}" in camera


def test_extensions_are_taken_as_they_are_offered() -> None:
    audio, camera, content = sections(answered(OFFERS["chromium"]))
    offered = dict(
        re.findall(r"a=extmap:(\d+) (\S+)", "\n".join(sections(OFFERS_CRLF["chromium"])[0]))
    )
    ours = dict(re.findall(r"a=extmap:(\d+) (\S+)", "\n".join(audio)))
    assert ours.items() <= offered.items()
    assert any(uri.endswith("ssrc-audio-level") for uri in ours.values())
    assert any(uri.endswith("sdes:mid") for uri in ours.values())
    assert not any("ssrc-audio-level" in line for line in camera)
    # Pages are shown as they come; the people's picture goes with their voices.
    assert not any("playout-delay" in line for line in camera)
    assert any("playout-delay" in line for line in content)


@pytest.mark.parametrize(
    ("browser", "codecs", "number"),
    [("chromium", (111, 96, 96), 3), ("firefox", (109, 120, 120), 7)],
)
def test_all_m_lines_share_one_estimate(browser: str, codecs: tuple[int, ...], number: int) -> None:
    for section, codec in zip(sections(answered(OFFERS[browser])), codecs, strict=True):
        assert f"a=rtcp-fb:{codec} transport-cc" in section
        assert f"a=extmap:{number} {TRANSPORT_SEQUENCE}" in section


NUMBERED = f"a=extmap:5 {TRANSPORT_SEQUENCE}"
FEEDBACK_96 = "a=rtcp-fb:96 goog-remb\na=rtcp-fb:96 transport-cc"


@pytest.mark.parametrize(
    ("offered", "kind"),
    [
        ([f"{VP8}\n{FEEDBACK_96}"], MemberKind.POINT),
        ([f"{VP8}\n{NUMBERED}\na=rtcp-fb:96 goog-remb"], MemberKind.POINT),
        # Who only watches sends nothing that could be listed.
        ([f"{VP8}\n{NUMBERED}\n{FEEDBACK_96}"], MemberKind.VIEWER),
        ([f"{VP8}\n{NUMBERED}\n{FEEDBACK_96}\na=recvonly"], MemberKind.POINT),
        # Two ids for one row of numbers.
        (
            [
                f"{OPUS}\n{NUMBERED}\na=rtcp-fb:111 transport-cc".replace(":5", ":6"),
                f"{VP8}\n{NUMBERED}\n{FEEDBACK_96}",
            ],
            MemberKind.POINT,
        ),
    ],
)
def test_where_one_half_is_missing_each_m_line_has_its_own(
    offered: list[str], kind: MemberKind
) -> None:
    answer = answered(offer_of(*offered), kind)
    assert TRANSPORT_SEQUENCE not in answer
    assert "transport-cc" not in answer
    assert "a=rtcp-fb:96 goog-remb" in answer


@pytest.mark.parametrize("feedback", ["a=rtcp-fb:96 transport-cc", "a=rtcp-fb:* transport-cc"])
def test_the_feedback_may_be_of_all_codecs(feedback: str) -> None:
    assert "a=rtcp-fb:96 transport-cc" in answered(offer_of(f"{VP8}\n{NUMBERED}\n{feedback}"))


OFFERS_CRLF = {name: text.replace("\n", "\r\n") for name, text in OFFERS.items()}


def test_sound_and_camera_are_one_stream_and_content_another() -> None:
    """Browsers keep in sync what has the same stream id (RFC 8830)."""
    streams = [
        next(line for line in section if line.startswith("a=msid:")).split()[0]
        for section in sections(answered(OFFERS["chromium"]))
    ]
    assert streams == ["a=msid:mix", "a=msid:mix", "a=msid:content"]


def test_what_we_do_not_send_is_not_announced() -> None:
    assert "a=ssrc:" not in answered(OFFERS["gstreamer"], MemberKind.SOURCE)
    assert "a=msid:" not in answered(OFFERS["gstreamer"], MemberKind.SOURCE)


@pytest.mark.parametrize("kind", MemberKind)
@pytest.mark.parametrize("offered", ["sendrecv", "sendonly", "recvonly", "inactive"])
def test_directions(kind: MemberKind, offered: str) -> None:
    (line,) = taken(offer_of(f"{VP8}\na={offered}"), kind)
    assert line is not None
    assert line.sends is (kind is not MemberKind.SOURCE and offered in ("sendrecv", "recvonly"))
    silent = kind in {MemberKind.VIEWER, MemberKind.CONSOLE}  # a console sends its voice alone
    assert line.receives is (not silent and offered in ("sendrecv", "sendonly"))


def test_an_m_line_without_a_common_codec_is_rejected_and_the_rest_works() -> None:
    av1 = "m=video 9 UDP/TLS/RTP/SAVPF 98\na=rtpmap:98 AV1/90000"
    offer = offer_of(OPUS, av1)
    audio, video = taken(offer)
    assert audio is not None
    assert video is None
    answer = answered(offer)
    assert sections(answer)[1][0] == "m=video 0 UDP/TLS/RTP/SAVPF 98"
    assert "a=group:BUNDLE 0\r\n" in answer


def test_the_transport_is_the_first_m_lines_that_is_taken() -> None:
    answer = answered(offer_of("m=audio 9 UDP/TLS/RTP/SAVPF 0\na=rtpmap:0 PCMU/8000", VP8))
    assert "a=candidate:1" in "\n".join(sections(answer)[1])


def test_nothing_in_common_is_still_an_answer() -> None:
    answer = answered(offer_of("m=audio 9 UDP/TLS/RTP/SAVPF 0\na=rtpmap:0 PCMU/8000"))
    assert "BUNDLE" not in answer
    assert "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n" in answer


def test_the_codec_is_the_first_of_the_offer_that_we_make() -> None:
    both = (
        "m=video 9 UDP/TLS/RTP/SAVPF 98 97 96\na=rtpmap:96 VP8/90000\na=rtpmap:98 H264/90000\n"
        "a=rtpmap:97 AV1/90000\na=fmtp:98 packetization-mode=1;profile-level-id=42e01f"
    )
    (line,) = taken(offer_of(both))
    assert line is not None
    (coding,) = line.codings
    assert coding.codec is Codec.H264
    assert "profile-level-id=42e01f" in coding.parameters


@pytest.mark.parametrize(
    ("mode", "profile", "good"),
    [
        (1, "42e01f", True),
        (1, "42001f", True),
        (1, "4d801f", True),  # Main, but what obeys Baseline too
        (0, "42e01f", False),
        (1, "4d001f", False),
        (1, "640c1f", False),
        (1, "42", False),
        (1, "zzzzzz", False),
    ],
)
def test_h264_is_taken_if_the_peer_can_play_what_we_make(
    mode: int, profile: str, good: bool
) -> None:
    assert (taken(offer_of(h264(mode, profile)))[0] is not None) is good
    # What only comes in may be anything that a decoder reads.
    source = offer_of(h264(mode, profile, "sendonly"))
    assert taken(source, MemberKind.SOURCE)[0] is not None


@pytest.mark.parametrize(
    ("offered", "asymmetric", "answered"),
    [
        ("42e01f", True, "42e028"),  # what browsers offer; 1080p is level 4.0
        ("42e034", True, "42e034"),
        ("42e01f", False, "42e01f"),  # then the level is one for both ways
    ],
)
def test_h264_of_1080_rows_may_be_sent_to_us(offered: str, asymmetric: bool, answered: str) -> None:
    allowed = ";level-asymmetry-allowed=1" if asymmetric else ""
    (line,) = taken(offer_of(h264(1, offered) + allowed))
    assert line is not None
    assert f"profile-level-id={answered}" in line.codings[0].parameters


def test_third_pictures_and_second_sounds_are_rejected() -> None:
    assert [one is not None for one in taken(offer_of(OPUS, VP8, VP8, VP8, OPUS))] == [
        *(True, True, True),
        *(False, False),
    ]


def test_any_number_of_m_lines_is_answered_one_by_one() -> None:
    offer = offer_of(*[OPUS, VP8] * (MAX_SECTIONS // 2))
    assert len(sections(answered(offer))) == MAX_SECTIONS


def test_a_data_channel_is_rejected() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=sctp-port:5000"
    answer = answered(offer_of(data, OPUS))
    assert sections(answer)[0][0] == "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"
    assert "a=group:BUNDLE 1\r\n" in answer


def test_simulcast_is_not_taken_up() -> None:
    simulcast = f"{VP8}\na=rid:h send\na=rid:l send\na=simulcast:send h;l"
    answer = answered(offer_of(simulcast))
    assert "simulcast" not in answer
    assert "m=video 4711" in answer


def test_what_was_refused_stays_refused() -> None:
    assert taken(offer_of(OPUS, VP8.replace("video 9", "video 0")))[1] is None
    assert taken(offer_of(OPUS, VP8.replace("video 9", "video 0") + "\na=bundle-only"))[1]


def test_plain_rtp_is_rejected() -> None:
    assert taken(offer_of(OPUS.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"))) == [None]


def test_without_a_bundle_there_is_one_m_line() -> None:
    """Two would need two transports."""
    lines = taken(offer_of(OPUS, VP8, mids=""))
    assert [one is not None for one in lines] == [True, False]
    outside = taken(offer_of(OPUS, VP8, mids="1"))
    assert [one is not None for one in outside] == [False, True]


def test_ssrcs_are_all_different() -> None:
    lines = [one for one in taken(OFFERS["chromium"]) if one]
    ours = [ssrc for one in lines for ssrc in (one.ssrc, one.rtx_ssrc)]
    theirs = [ssrc for one in lines for ssrc in one.remote_ssrcs]
    assert len(set(ours + theirs)) == len(ours) + len(theirs)


async def test_a_stock_parser_takes_our_answer() -> None:
    peer = RTCPeerConnection()
    peer.addTransceiver("audio")
    peer.addTransceiver("video")
    await peer.setLocalDescription(await peer.createOffer())
    answer = answered(peer.localDescription.sdp)
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    assert [one.currentDirection for one in peer.getTransceivers()] == ["sendrecv", "sendrecv"]
    await peer.close()


def test_a_rejected_line_keeps_its_words() -> None:
    lines = choose(read_description(offer_of("m=text 9 UDP/TLS/RTP/SAVPF 98")), MemberKind.POINT)
    assert lines == [Rejected("text", "UDP/TLS/RTP/SAVPF", "98", "0")]


def test_who_sends_turns_his_picture_himself() -> None:
    """Without the extension a sender has to rotate before it encodes (RFC 7742, section 4)."""
    offer = OFFERS["chromium"]
    assert "urn:3gpp:video-orientation" in offer
    assert "video-orientation" not in answered(offer)
