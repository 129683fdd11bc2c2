"""Plays encoded clips into clients on time, all of them from one loop."""

from collections.abc import Sequence

from mcu import clock
from mcu.media import TICK_NS, Encoded
from mcu.rtc.client import Client, Silent, Track

SLOT = 1_000_000
"""Nanoseconds between two looks at who is due: points are spread evenly, as in life."""


class Player(Silent):
    """One point's clips in a loop. The server's wish for a keyframe begins the loop anew."""

    client: Client

    def __init__(self, pictures: Sequence[Encoded], voice: Sequence[Encoded]) -> None:
        self.sent: dict[int, int] = {}
        """When each frame of the clip was sent last (ns), by its number."""
        self.play(pictures, voice)

    def play(self, pictures: Sequence[Encoded], voice: Sequence[Encoded]) -> None:
        """Play these clips from now on, from their beginning; an empty one is not played."""
        self._pictures = pictures
        self._picture = 0
        self.play_voice(voice)

    def play_voice(self, voice: Sequence[Encoded]) -> None:
        """Play another clip of sound from now on, from its beginning."""
        self._voice = voice
        self._sound = 0

    def on_keyframe_request(self, track: Track) -> None:
        """Begin anew: the loop's first frame is its keyframe."""
        self._picture = 0

    def show(self, now: int) -> None:
        """Send the next picture."""
        if self._pictures and self.client.video:
            frame = self._pictures[self._picture]
            self.sent[self._picture] = now
            self.client.video.deliver(Encoded(frame.codec, frame.data, now, frame.keyframe))
            self._picture = (self._picture + 1) % len(self._pictures)

    def speak(self, now: int) -> None:
        """Send the next 20 ms of sound."""
        if self._voice and self.client.audio:
            packet = self._voice[self._sound]
            sound = Encoded(packet.codec, packet.data, now, level=packet.level)
            self.client.audio.deliver(sound)
            self._sound = (self._sound + 1) % len(self._voice)


class Conductor:
    """Gives every player its moments: pictures each 1/fps, sound each 20 ms, all spread evenly."""

    def __init__(self, fps: int) -> None:
        self._players: list[Player] = []
        self._period = clock.NS_PER_S // fps

    def add(self, player: Player) -> None:
        """Play this one too."""
        self._players.append(player)

    async def run(self) -> None:
        """Play until cancelled; what is late is sent late, never left out."""
        begin = clock.now()
        count = len(self._players)
        pictures = [begin + self._period * n // count for n in range(count)]
        sounds = [begin + TICK_NS * n // count for n in range(count)]
        async for _ in clock.ticks(SLOT):
            now = clock.now()
            for n, player in enumerate(self._players):
                while sounds[n] <= now:
                    player.speak(sounds[n])
                    sounds[n] += TICK_NS
                while pictures[n] <= now:
                    player.show(now)
                    pictures[n] += self._period
