"""Who sees another scene than the one on air, and which. Pure."""

from typing import Final, NamedTuple

from signaling.meeting.picture import Scene
from signaling.meeting.proceedings import Proceedings

LECTURE: Final = "lecture"
"""The view of who lectures: the points, in turn."""


class Beside(NamedTuple):
    """A scene for some points; those who are `hidden` are not in it."""

    name: str
    scene: Scene
    points: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def beside(it: Proceedings) -> list[Beside]:
    """Return the views of a meeting: the operator's, and what the mode gives by itself.

    Who lectures sees those he speaks to, unless an operator has given him something else: the
    picture that everybody sees is himself.
    """
    found = [Beside(str(one.view), one.scene, one.points) for one in it.scenes.views.values()]
    lecturer = it.mics.lecturer if it.mics.mode == "lecture" else ""
    if lecturer and not any(lecturer in one.points for one in found):
        found.append(Beside(LECTURE, Scene(layout="grid"), (lecturer,), hidden=(lecturer,)))
    return found
