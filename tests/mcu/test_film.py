"""A film is content that moves and is heard."""

from mcu.beside import Beside
from mcu.content import FILM, FILM_HOLD, FORWARDED
from mcu.media import Codec
from mcu.rung import RungChooser
from tests.mcu.test_content import LADDER, Sink, Stage


def test_a_film_takes_more_and_waits_for_its_sound() -> None:
    one = Stage()
    one.stage.present("a")
    one.put("a", keyframe=True)
    before = one.changes
    held: list[int] = []

    def watched() -> Beside:
        return Beside(
            Sink(),
            [Codec.VP8],
            one.stage,
            ladder=LADDER,
            people=RungChooser(LADDER, 0),
            pace=lambda _: None,
            play=lambda hold, _: held.append(hold),
            now=0,
        )

    pages = watched().rungs.rung
    one.stage.present("a", film=True)
    film = watched().rungs.rung
    one.stage.present("a", film=True)
    one.stage.present("a")
    watched()
    assert pages is not None
    assert film is not None
    assert film.bitrate - pages.bitrate == FILM - FORWARDED
    assert held == [0, FILM_HOLD, 0]
    assert one.changes == before + 2, "those who watch begin anew, at each change and no other"
    one.stage.present("b")
    assert not one.stage.film
