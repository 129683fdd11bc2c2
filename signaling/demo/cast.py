"""Who sits at the demo's points, what they say, and when: the play that runs all the time."""

from dataclasses import dataclass
from functools import partial

from signaling.demo import rooms
from signaling.demo.people import Person
from signaling.demo.pictures import Scene, Seat
from signaling.demo.sounds import Voice


@dataclass(frozen=True, slots=True)
class Role:
    """One point: what is seen there, the voice, and the sentences it has."""

    scene: Scene
    voice: Voice
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """How a point wants its seat to be."""

    muted: bool = False
    camera: bool = True
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Whose turn it is to speak, and which sentence; both by number."""

    role: int
    sentence: int


ROLES: tuple[Role, ...] = (
    Role(
        Scene(
            rooms.wooden_hall,
            partial(rooms.table, "#6d4a2f", 428, 540),
            (
                Seat(
                    Person(
                        "parted",
                        "suit",
                        "#2c3a52",
                        "#8c2430",
                        hair_colour="#5a5654",
                        glasses=True,
                    )
                ),
            ),
        ),
        Voice("m3", 150, 38, 110),
        (
            "Kính thưa các đồng chí, hội nghị trực tuyến xin được bắt đầu.",
            "Đề nghị các điểm cầu lần lượt báo cáo tình hình công việc.",
        ),
    ),
    Role(
        Scene(
            rooms.city_window,
            partial(rooms.table, "#b9a58c", 436, 548),
            (Seat(Person("bun", "ao_dai", "#7a2a4a", "#e8c870"), left=128, mood=1.1),),
        ),
        Voice("f2", 152, 55, 220),
        ("Báo cáo hội nghị, điểm cầu chúng tôi đã sẵn sàng, nghe rõ, thấy rõ.",),
    ),
    Role(
        Scene(
            rooms.library,
            partial(rooms.table, "#5a3d28", 452, 560),
            (Seat(Person("short", "shirt", "#b9d3e6", "#ffffff"), left=152, mood=2.3),),
        ),
        Voice("m1", 158, 50, 131),
        ("Chúng tôi xin báo cáo, công việc trong tuần đã hoàn thành đúng hạn.",),
    ),
    Role(
        Scene(
            rooms.painted_wall,
            partial(rooms.table, "#8a6844", 402, 520),
            (Seat(Person("long", "blazer", "#3c5a54", "#f0e2d0"), left=110, mood=3.2),),
        ),
        Voice("f4", 150, 60, 247),
        ("Kính thưa hội nghị, kế hoạch đã được triển khai đến tất cả các xã.",),
    ),
    Role(
        Scene(
            rooms.village_house,
            partial(rooms.table, "#9a7448", 400, 560),
            (
                Seat(
                    Person("short", "shirt", "#dfe6ea", "#fff", skin="#d9a47c"), 205, 96, 0.66, 0.4
                ),
                Seat(Person("bun", "blazer", "#5b4a6e", "#f3ece4"), 50, 106, 0.63, 1.9),
                Seat(
                    Person("parted", "shirt", "#cfd8c4", "#fff", glasses=True), 362, 102, 0.64, 4.1
                ),
            ),
        ),
        Voice("m5", 150, 45, 123),
    ),
    Role(
        Scene(
            rooms.curtain,
            partial(rooms.table, "#4c3a2c", 430, 552),
            (Seat(Person("short", "suit", "#4a4640", "#2f5a86", skin="#dba981"), mood=5.0),),
        ),
        Voice("m7", 154, 42, 98),
        ("Chúng tôi nhất trí với báo cáo, và xin bổ sung một ý kiến.",),
    ),
)
"""The roles in the order of `province.SYNTHETIC`."""

PLAY: tuple[Line | None, ...] = (
    Line(0, 0),
    Line(1, 0),
    None,
    Line(0, 1),
    Line(3, 0),
    Line(2, 0),
    None,
    Line(0, 1),
    Line(5, 0),
    None,
)
"""Who speaks in each cycle; after the last line the play begins anew."""

LISTENER, ASKER, ABSENT = 4, 2, 5
"""Who never opens the microphone, who raises a hand before speaking, who comes late."""

HAND_UP = range(2, 5)
"""Cycles in which the asker's hand is up: until it is his turn."""

AWAY = range(4)
"""Cycles in which the late one's camera is off."""


def line(cycle: int) -> Line | None:
    """Return what is said in a cycle, counted from any beginning."""
    return PLAY[cycle % len(PLAY)]


def wish(role: int, cycle: int) -> Wish:
    """Return how the point of a role wants its seat to be in a cycle."""
    place = cycle % len(PLAY)
    return Wish(
        muted=role == LISTENER,
        camera=not (role == ABSENT and place in AWAY),
        hand=role == ASKER and place in HAND_UP,
    )
