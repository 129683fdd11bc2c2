"""The media session that fills a member's seat at the moment."""

from collections.abc import Callable

import msgspec

from mcu import clock
from mcu.ahead import Ahead
from mcu.audio.mixer import Listener
from mcu.audio.rendition import PLAIN, SoundChooser
from mcu.beside import Beside
from mcu.media import Encoded, Growing, VoicePacket
from mcu.member import Member, Mix
from mcu.messages import (
    LineQuality,
    MemberConnected,
    MemberDisconnected,
    QualityMeasured,
)
from mcu.rtc.session import Session, Track
from mcu.rung import RungChooser
from mcu.video.ladder import Rung
from mcu.watch import Watch


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
            if member.cue is not None:
                member.cue.hear(packet)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Take a picture from the network."""
        member = self._seated
        if member is None:
            return
        if track is Track.CONTENT:
            self._mix.content.put(member.id, frame)
        elif member.slot:
            member.slot.decode(frame)

    def on_growing(self, frame: Growing) -> None:
        """Take a frame of content that is still coming in."""
        member = self._seated
        if member is not None:
            self._mix.content.begin(member.id, frame)

    def on_keyframe_request(self, track: Track) -> None:
        """Pass the far end's wish for a keyframe on to the rendition."""
        watch = self.watch
        if track is Track.CONTENT:
            watch = self._beside.watch if self._beside else None
        if watch:
            watch.request_keyframe()

    def on_overrun(self, loss: float) -> bool:
        """Send no pictures until the line is known, if it is not: the voice goes first."""
        if self._seated is None or self._beside or not self._rungs.pause(loss):
            return False
        self.session.hasten_quality()
        self._move()
        return True

    def show_content(self) -> None:
        """Begin anew with what is shared now, if anything is; nobody is sent his own."""
        self._end_content()
        member, stage, session = self._seated, self._mix.content, self.session
        shared = stage.source is not None and member is not None and member.id != stage.presenter
        self.turn()
        if member is None or not session.connected or not shared:
            return
        if session.content:
            self._beside = Beside(
                session.content,
                session.content_codecs,
                stage,
                ladder=self._mix.video.ladder,
                people=self._rungs,
                pace=session.pace_content,
                play=session.play_content,
                now=clock.now(),
            )
            if member.max_height is not None:
                self._beside.limit(member.max_height)
            self._move()

    def suit_content(self) -> None:
        """Go on as suits a film, or pages, which content has become."""
        if self._beside:
            self._beside.suit(clock.now())
            self._move()

    def turn(self) -> None:
        """Take pictures of what the member is to see from now on."""
        member, stage = self._seated, self._mix.content
        if self.watch is None or member is None:
            return
        # Whoever takes one picture alone gets the content in it.
        alone = not self.session.content and member.id != stage.presenter
        shared = stage.source is not None and alone
        self.watch.turn(self._mix.video.record if shared else self._mix.views.of(member.id))

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
            carried = self._rungs.carried
            member.fit(carried.height if carried else 0, quality.bitrate_up, now)
            member.sync_lips()
            self._mix.emit(
                QualityMeasured(conference=self._mix.name, member=member.id, quality=quality)
            )

    def _without_copies(self, quality: LineQuality) -> LineQuality:
        """Return a report as it would be if all were sent once, as for those who lose nothing."""
        audio = self.session.audio
        more = (audio.copies * PLAIN.bitrate if audio else 0) + quality.copies_down
        if not more:
            return quality
        return msgspec.structs.replace(quality, bitrate_down=max(quality.bitrate_down - more, 0))

    def _suit(self, height: int) -> None:
        """Send the sound that goes with the picture and the losses of the line."""
        audio = self.session.audio
        if self._listener and self._sound and audio:
            self._sound.fit(height)
            self._mix.audio.suit(self._listener, self._sound.rendition, calm=self._sound.calm)
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
                ceiling=content.ceiling if content else None,
                now=clock.now(),
            )
        if self.watch:
            self.watch.move(height)
        self._suit(height)
