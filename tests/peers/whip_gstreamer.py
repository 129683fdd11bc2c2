"""A plain WHIP encoder (RFC 9725) on GStreamer's webrtcbin: sends one colour and one tone.

    /usr/bin/python3 whip_gstreamer.py URL TOKEN RRGGBB HZ

Runs on the system's Python, where Debian keeps the bindings. Prints one JSON object per line:
`{"state": "connected"}`, then `{"state": "left"}` after the end of standard input, when the session
has been deleted as the RFC asks for; `{"error": …}` when something failed.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPResponse
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

PIPELINE = """
webrtcbin name=peer bundle-policy=max-bundle
videotestsrc is-live=true pattern=solid-color foreground-color={colour}
  ! video/x-raw,width=640,height=360,framerate=25/1
  ! vp8enc deadline=1 target-bitrate=500000 keyframe-max-dist=100 ! rtpvp8pay
  ! application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000 ! peer.
audiotestsrc is-live=true wave=sine freq={hz} volume=0.1
  ! audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay
  ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97,clock-rate=48000 ! peer.
"""


def say(**fields: str) -> None:
    print(json.dumps(fields), flush=True)


class Encoder:
    """One WHIP session: offer, gather, POST, play; DELETE at the end."""

    def __init__(self, url: str, token: str, colour: str, hz: str) -> None:
        self.url, self.token = url, token
        self.resource: str | None = None
        self.loop = GLib.MainLoop()
        argb = int("ff" + colour, 16)
        self.pipeline = Gst.parse_launch(PIPELINE.format(colour=argb, hz=hz))
        self.peer = self.pipeline.get_by_name("peer")
        # libnice leaves loopback out by itself, and a test machine may have nothing else.
        # Kept, because Python's wrapper has sunk the only reference there is.
        self.agent = self.peer.get_property("ice-agent")
        self.agent.emit("add-local-ip-address", "127.0.0.1")
        self.peer.connect("on-negotiation-needed", self.negotiate)
        self.peer.connect("notify::ice-gathering-state", self.gathered)
        self.peer.connect("notify::connection-state", self.changed)
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", self.failed)
        GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, self.leave)

    def run(self) -> None:
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)

    def negotiate(self, _peer: Any) -> None:
        for index in range(2):
            transceiver = self.peer.emit("get-transceiver", index)
            transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        promise = Gst.Promise.new_with_change_func(self.offered)
        self.peer.emit("create-offer", None, promise)

    def offered(self, promise: Any) -> None:
        reply = promise.get_reply()  # the offer lives in it and no longer
        offer = reply.get_value("offer")
        self.peer.emit("set-local-description", offer, Gst.Promise.new())

    def gathered(self, _peer: Any, _property: Any) -> None:
        state = self.peer.get_property("ice-gathering-state")
        if state == GstWebRTC.WebRTCICEGatheringState.COMPLETE and self.resource is None:
            GLib.idle_add(self.post)

    def post(self) -> None:
        offer = self.peer.get_property("local-description").sdp.as_text()
        try:
            with self.request("POST", self.url, offer.encode()) as response:
                self.resource = urllib.parse.urljoin(self.url, response.headers["Location"])
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            say(error=f"{error.code} {error.read().decode()}")
            self.loop.quit()
            return
        _, sdp = GstSdp.SDPMessage.new_from_text(text)
        answer = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
        self.peer.emit("set-remote-description", answer, Gst.Promise.new())

    def request(self, method: str, url: str, body: bytes | None = None) -> HTTPResponse:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/sdp"}
        request = urllib.request.Request(url, data=body, method=method, headers=headers)
        response: HTTPResponse = urllib.request.urlopen(request, timeout=10)
        return response

    def changed(self, _peer: Any, _property: Any) -> None:
        say(state=self.peer.get_property("connection-state").value_nick)

    def failed(self, _bus: Any, message: Any) -> None:
        say(error=message.parse_error()[0].message)
        self.loop.quit()

    def leave(self, _source: Any, _condition: Any) -> None:
        if self.resource is not None:
            self.request("DELETE", self.resource).close()
            say(state="left")
        self.loop.quit()


if __name__ == "__main__":
    Gst.init(None)
    Encoder(*sys.argv[1:]).run()
