"""A member's seat in the mix, and the media session that fills it at the moment."""

from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from mcu import clock
from mcu.ahead import Ahead
from mcu.ask import NEVER, Asker
from mcu.audio.mixer import AudioMixer, Listener
from mcu.audio.rendition import PLAIN, SoundChooser
from mcu.audio.voice import Voice
from mcu.beside import Beside
from mcu.content import ContentStage
from mcu.media import Encoded, VoicePacket
from mcu.messages import (
    AskChanged,
    Event,
    Join,
    LineQuality,
    MemberConnected,
    MemberDisconnected,
    MemberKind,
    MemberSettings,
    MemberStats,
    QualityMeasured,
)
from mcu.rtc.session import Session, Track
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from mcu.video.mixer import VideoMixer
from mcu.video.slot import Slot
from mcu.watch import Watch


class Mix(Protocol):
    """What a member needs of its conference."""

    name: str
    fps: int
    watched: bool
    video: VideoMixer
    audio: AudioMixer
    content: ContentStage
    emit: Callable[[Event], None]

    def reconsider(self) -> None:
        """See anew what members are to send."""


LIP_SYNC: Final = 80_000_000
"""Nanoseconds by which a voice may be ahead of its picture: 90 ms are acceptable (ITU-R BT.1359),
and most of a picture's repairs are within. What waits for more makes the voice wait, too."""

MOST_WAIT: Final = 120_000_000
"""Nanoseconds that a voice waits for its picture at most. On a line of 150 ms each way it is heard
after 300 ms without waiting; beyond 400 people talk into each other's sentences (ITU-T G.114),
which harms a meeting more than lips that are late in a small tile."""


class Member:
    """One member: it outlives its connections and keeps its tile while it has none.

    Members that send own a slot of the canvas and a voice of the mix; a viewer has neither.
    """

    def __init__(self, join: Join, mix: Mix) -> None:
        self.id = join.member
        self.kind = join.kind
        self.connection: Connection | None = None
        self.max_height: int | None = None
        """Pixels that the height of its picture does not exceed, None for no limit.

        Who gets less than the whole picture is asked for little, too."""
        self.rungs: RungChooser[Rung] | None = None
        """What the last connection has learnt of its line."""
        self.slot: Slot | None = None
        self.voice: Voice | None = None
        self._mix = mix
        self._asker = Asker(mix.fps)
        self._camera_off = False
        if join.kind is not MemberKind.VIEWER:
            self.slot = mix.video.add(join.member, join.plate, join.order, self.request_picture)
            self.voice = mix.audio.add(join.member)
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

    def show_camera(self) -> None:
        """Show the placard where no picture is to be expected, instead of waiting for one."""
        if self.slot:
            none = self.connection is not None and not self.connection.session.has_camera
            self.slot.camera_off = self._camera_off or none

    def ask(self, now: int) -> int:
        """Say what is to be sent, if that has changed; return when (ns) to see anew."""
        if self.slot is None or self.voice is None or self.connection is None:
            return NEVER
        tile = self.slot.wanted if self._mix.watched else None
        ask = self._asker.judge(tile, not self.voice.muted, now, saves=self._saves)
        asked = self._asker.asked
        if asked is not None:
            self.connection.session.expect(now, media=asked.audio or asked.width > 0)
        if ask is not None:
            self._mix.emit(AskChanged(conference=self._mix.name, member=self.id, ask=ask))
        return self._asker.due

    @property
    def _saves(self) -> bool:
        """Whether it wants less than the whole picture: its line is dear then both ways."""
        return self.max_height is not None and self.max_height < self._mix.video.ladder[0].height

    @property
    def expected(self) -> bool:
        """Whether a session of the member is about to connect, and then perhaps to watch."""
        return self.connection is not None and not self.connection.session.connected

    def request_picture(self) -> None:
        """Ask the sender for a keyframe."""
        if self.connection:
            self.connection.session.request_keyframe(Track.CAMERA)

    def sync_lips(self) -> None:
        """Have the voice wait for the picture, where that waits for repairs of a long line."""
        if self.slot and self.voice:
            behind = self.slot.hold(clock.now()) - LIP_SYNC
            self.voice.wait(min(behind, MOST_WAIT))

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


class Connection:
    """One media session of a member: carries frames both ways until the session ends.

    It is the session's handler (`mcu.rtc.session.SessionHandler`). What a session still reports
    after another has taken its seat is ignored, so a ghost never moves the tile.
    """

    session: Session

    def __init__(self, mix: Mix, on_ended: Callable[["Connection"], None]) -> None:
        self.watch: Watch | None = None
        self.member: Member | None = None
        self._mix = mix
        self._on_ended = on_ended
        # A newcomer from the top: most lines carry it, one that does not shows within four seconds.
        self._rungs: RungChooser[Rung] = RungChooser(mix.video.ladder, clock.now())
        self._beside: Beside | None = None
        self._listener: Listener | None = None
        self._sound: SoundChooser | None = None
        self._ahead = Ahead()

    def seat(self, member: Member, session: Session) -> None:
        """Take the member's seat. What the seat kept of an earlier sender is forgotten."""
        self.member = member
        self.session = session
        member.connection = self
        if member.rungs is not None:
            self._rungs = member.rungs.successor(clock.now())
        member.rungs = self._rungs
        if member.max_height is not None:
            self._rungs.limit(member.max_height)
        if member.slot:
            member.slot.clear()
        if member.voice:
            member.voice.clear()
        member.show_camera()

    @property
    def _seated(self) -> Member | None:
        member = self.member
        return member if member is not None and member.connection is self else None

    def on_connected(self) -> None:
        """Subscribe to the mix: from now on media flows both ways."""
        member = self._seated
        if member is None:
            return
        if member.slot:
            member.slot.connected = True
        session = self.session
        if session.video:
            self.watch = Watch(session.video, session.video_codecs, self._mix.video)
        if session.audio:
            own = member.id if member.voice else None
            self._listener = self._mix.audio.listen(session.audio, own)
            self._sound = SoundChooser(takes_copies=session.audio.takes_copies)
        self._move()
        self.show_content()
        self._mix.emit(
            MemberConnected(conference=self._mix.name, member=member.id, session=session.id)
        )

    def on_closed(self, reason: str) -> None:
        """Unsubscribe and leave the seat to whoever comes next; the tile stays."""
        self._end_content()
        if self.watch:
            self.watch.close()
        if self._listener:
            self._mix.audio.unlisten(self._listener)
        self._on_ended(self)
        if self.member is None:
            return
        if self._seated:
            self.member.connection = None
            if self.member.slot:
                self.member.slot.connected = False
            if self.member.voice:
                self.member.voice.clear()
        self._mix.emit(
            MemberDisconnected(
                conference=self._mix.name,
                member=self.member.id,
                session=self.session.id,
                reason=reason,
            )
        )

    def on_voice(self, packet: VoicePacket) -> None:
        """Take sound from the network."""
        member = self._seated
        if member and member.voice:
            member.voice.put(packet)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Take a picture from the network."""
        member = self._seated
        if member is None:
            return
        if track is Track.CONTENT:
            self._mix.content.put(member.id, frame)
        elif member.slot:
            member.slot.decode(frame)

    def on_keyframe_request(self, track: Track) -> None:
        """Pass the far end's wish for a keyframe on to the rendition."""
        watch = self.watch
        if track is Track.CONTENT:
            watch = self._beside.watch if self._beside else None
        if watch:
            watch.request_keyframe()

    def show_content(self) -> None:
        """Begin anew with what is shared now, if anything is; nobody is sent his own."""
        self._end_content()
        member, stage, session = self._seated, self._mix.content, self.session
        if member is None or not session.connected or member.id == stage.presenter:
            return
        if stage.source and session.content:
            self._beside = Beside(
                session.content,
                session.content_codecs,
                stage,
                ladder=self._mix.video.ladder,
                people=self._rungs,
                pace=session.pace_content,
                now=clock.now(),
            )
            if member.max_height is not None:
                self._beside.limit(member.max_height)
            self._move()

    def _end_content(self) -> None:
        """Go back to the people's picture alone, as large as it was."""
        if self._beside:
            self._beside.watch.close()
            self._beside = None
            self._move()

    def limit(self, height: int) -> None:
        """Send no picture higher than `height` pixels from now on."""
        self._rungs.limit(height)
        if self._beside:
            self._beside.limit(height)
        self._move()

    def on_quality(self, quality: LineQuality) -> None:
        """Report the line, and send the picture that it can carry."""
        member = self._seated
        if member:
            now = clock.now()
            judge = self._beside or self._rungs
            judge.judge(self._without_copies(quality), now)
            self.session.restrain(congested=judge.congested)
            if judge.trying:
                self.session.hasten_quality()
            self.session.send_ahead(ahead=self._ahead.judge(quality, judge.congested, now))
            if self._sound:
                self._sound.judge(quality.loss_down, now)
            self._move()
            member.sync_lips()
            self._mix.emit(
                QualityMeasured(conference=self._mix.name, member=member.id, quality=quality)
            )

    def _without_copies(self, quality: LineQuality) -> LineQuality:
        """Return a report as it would be if all were sent once, as for those who lose nothing."""
        audio = self.session.audio
        more = (audio.copies * PLAIN.bitrate if audio else 0) + quality.copies_down
        return msgspec.structs.replace(quality, bitrate_down=max(quality.bitrate_down - more, 0))

    def _suit(self, height: int) -> None:
        """Send the sound that goes with the picture and the losses of the line."""
        audio = self.session.audio
        if self._listener and self._sound and audio:
            self._sound.fit(height)
            self._mix.audio.suit(self._listener, self._sound.rendition)
            audio.copies = self._sound.copies

    def _move(self) -> None:
        """Go to the renditions that were chosen, if pictures are sent at all."""
        member = self._seated
        if member is None:
            return
        height = self._rungs.height
        if self._beside:
            content = self.session.content
            height = self._beside.move(
                refused=content.refused if content else 0,
                now=clock.now(),
            )
        if self.watch:
            self.watch.move(height)
        self._suit(height)
