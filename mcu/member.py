"""A member's seat in the mix, which outlives its connections."""

from collections.abc import Callable
from typing import Final, Protocol
from zlib import crc32

from mcu import clock
from mcu.ask import NEVER, Asker, Uplink
from mcu.audio.mixer import AudioMixer
from mcu.audio.voice import Voice
from mcu.content import ContentStage
from mcu.cue import CLOSE_UP, Cue
from mcu.messages import AskChanged, Event, Join, MemberKind, MemberSettings, MemberStats
from mcu.rtc.session import Session, Track
from mcu.rung import RungChooser
from mcu.video import tile
from mcu.video.ladder import Rung
from mcu.video.mixer import VideoMixer
from mcu.video.slot import Size, Slot
from mcu.views import Views
from mcu.watch import Watch


class Mix(Protocol):
    """What a member needs of its conference."""

    name: str
    fps: int
    watched: bool
    video: VideoMixer
    audio: AudioMixer
    content: ContentStage
    views: Views
    emit: Callable[[Event], None]

    def reconsider(self) -> None:
        """See anew what members are to send."""


class Occupant(Protocol):
    """The media session that fills a seat, as far as the seat and its conference know it."""

    session: Session
    watch: Watch | None

    def limit(self, height: int) -> None:
        """Send no picture higher than `height` pixels from now on."""

    def show_content(self) -> None:
        """Begin anew with what is shared now."""

    def suit_content(self) -> None:
        """Go on as suits a film, or pages, which content has become."""

    def turn(self) -> None:
        """Take pictures of what the member is to see from now on."""


LIP_SYNC: Final = 80_000_000
"""Nanoseconds by which a voice may be ahead of its picture: 90 ms are acceptable (ITU-R BT.1359),
and most of a picture's repairs are within. What waits for more makes the voice wait, too."""

MOST_WAIT: Final = 120_000_000
"""Nanoseconds that a voice waits for its picture at most. On a line of 150 ms each way it is heard
after 300 ms without waiting; beyond 400 people talk into each other's sentences (ITU-T G.114),
which harms a meeting more than lips that are late in a small tile."""


SPREAD: Final = 2_000_000_000
"""Nanoseconds within which members whose tiles change together are asked for something else: each
begins his picture anew, and not all of them at once."""


class Member:
    """One member: it outlives its connections and keeps its tile while it has none.

    Members that send own a slot of the canvas and a voice of the mix; a viewer has neither, a
    console a voice that only private talk lets be heard.
    """

    def __init__(self, join: Join, mix: Mix) -> None:
        self.id = join.member
        self.kind = join.kind
        self.connection: Occupant | None = None
        self.max_height: int | None = None
        """Pixels that the height of its picture does not exceed, None for no limit.

        Who gets less than the whole picture is asked for little, too."""
        self.rungs: RungChooser[Rung] | None = None
        """What the last connection has learnt of its line."""
        self.slot: Slot | None = None
        self.voice: Voice | None = None
        self.cue: Cue | None = None
        """Hears what the member sends, although nobody else may."""
        self._mix = mix
        self._asker = Asker(mix.fps, crc32(join.member.encode()) % SPREAD)
        self._uplink = Uplink()
        self._camera_off = False
        if join.kind is not MemberKind.VIEWER:
            self.voice = mix.audio.add(join.member)
        if join.kind in (MemberKind.POINT, MemberKind.SOURCE):
            self.slot = mix.video.add(join.member, join.plate, join.order, self.request_picture)
        elif self.voice:
            self.voice.muted = True  # for good: it is heard in private alone
        self.apply(MemberSettings(muted=join.muted, plate=join.plate, max_height=join.max_height))

    def apply(self, settings: MemberSettings) -> None:
        """Carry out what the control plane has decided; None leaves a setting as it is."""
        if settings.muted is not None and self.voice and self.slot:
            self.voice.muted = settings.muted
            self.slot.muted = settings.muted
        if self.slot:
            if settings.camera_off is not None:
                self._camera_off = settings.camera_off
                self.show_camera()
            if settings.plate is not None:
                self.slot.plate = settings.plate
        if settings.max_height is not None:
            self.max_height = settings.max_height
            if self.connection:
                self.connection.limit(settings.max_height)
        # At once, as a voice that is let in is not to be told first to be silent.
        self.ask(clock.now())
        self._mix.reconsider()

    def look(self, *, preview: bool, cue: Cue | None) -> None:
        """Have stills of the member at hand or not, and its picture and sound measured or not."""
        self.cue = cue
        if self.slot:
            self.slot.previewed = preview
            self.slot.close_up = CLOSE_UP if cue is not None else None
        self.ask(clock.now())
        self._mix.reconsider()

    def show_camera(self) -> None:
        """Show the placard where no picture is to be expected, instead of waiting for one."""
        if self.slot:
            none = self.connection is not None and not self.connection.session.has_camera
            off = self._camera_off or none
            self.slot.why_off = tile.CAMERA_OFF if off else tile.VOICE_ONLY
            self.slot.camera_off = off or not self._uplink.pictures

    def ask(self, now: int) -> int:
        """Say what is to be sent, if that has changed; return when (ns) to see anew."""
        if self.voice is None or self.connection is None:
            return NEVER
        if self.slot is not None and not self.slot.settled:
            return now  # else who has just come would be told to send nothing, and then a picture
        ask = self._asker.judge(
            self._tile,
            not self.voice.muted or self.voice.private or self.cue is not None,
            now,
            saves=self._saves,
            thin=self._uplink.thin,
            preview=self.slot is not None and self.slot.previewed and not self.slot.camera_off,
        )
        asked = self._asker.asked
        if asked is not None:
            self.connection.session.expect(now, media=asked.audio or asked.width > 0)
        if ask is not None:
            self._mix.emit(AskChanged(conference=self._mix.name, member=self.id, ask=ask))
        return self._asker.due

    @property
    def _tile(self) -> Size | None:
        """Size in which somebody sees the member now or soon, None where nobody does."""
        slot = self.slot
        if slot is None:
            return None
        wanted = slot.wanted if self._mix.watched else None
        if slot.close_up is not None and not slot.camera_off:
            return max(wanted or slot.close_up, slot.close_up)
        return wanted

    @property
    def _saves(self) -> bool:
        """Whether it wants less than the whole picture: its line is dear then both ways."""
        return self.max_height is not None and self.max_height < self._mix.video.ladder[0].height

    @property
    def expected(self) -> bool:
        """Whether a session of the member is about to connect, and then perhaps to watch."""
        return self.connection is not None and not self.connection.session.connected

    def fit(self, height: int, bitrate_up: int, now: int) -> None:
        """Ask for what the line carries: it carries pictures of a `height` down."""
        self._uplink.judge(height, bitrate_up)
        self.show_camera()
        self.ask(now)

    def request_picture(self) -> None:
        """Ask the sender for a keyframe."""
        if self.connection:
            self.connection.session.request_keyframe(Track.CAMERA)

    def sync_lips(self) -> None:
        """Have the voice wait for the picture, where that waits for repairs of a long line.

        Nobody talks with a film: its sound waits for as long as it takes.
        """
        if self.slot and self.voice:
            wait = min(self.slot.hold(clock.now()) - LIP_SYNC, MOST_WAIT)
            content = self._mix.content
            if content.presenter == self.id and content.film:
                wait = max(wait, self.voice.delay + content.behind)
            self.voice.wait(wait)

    def heard(self, captured: int) -> int | None:
        """When the sound is in the mix (ns) that was taken with a frame of what it shares.

        None while it is silent, or its reports do not tell. `captured` is as of `Encoded`.
        """
        if self.voice is None or self.connection is None:
            return None
        spoken = self.connection.session.spoken(captured)
        return None if spoken is None else self.voice.heard(spoken)

    def request_content(self) -> None:
        """Ask the sender for a keyframe of what it shares."""
        if self.connection:
            self.connection.session.request_keyframe(Track.CONTENT)

    def release(self) -> None:
        """Give slot and voice back to the mixers."""
        if self.slot:
            self._mix.video.remove(self.id)
        if self.voice:
            self._mix.audio.remove(self.id)

    def stats(self) -> MemberStats:
        """Count what this member was given."""
        connection = self.connection
        watch = connection.watch if connection else None
        return MemberStats(
            member=self.id,
            kind=self.kind,
            connected=connection is not None and connection.session.connected,
            codec=watch.codec if watch else None,
            frames_sent=watch.delivered if watch else 0,
            frames_dropped=watch.dropped if watch else 0,
            height=watch.height if watch else 0,
        )
