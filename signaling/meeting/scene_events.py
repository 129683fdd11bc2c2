"""What can happen to the picture of a meeting."""

from signaling.meeting.picture import Scene
from signaling.meeting.terms import Event


class SceneTaken(Event, frozen=True, kw_only=True, tag="scene.taken"):
    """A scene went on air, `key` is that of its preset, None where it is not one."""

    scene: Scene = Scene()
    key: int | None = None


class SceneUndone(Event, frozen=True, kw_only=True, tag="scene.undone"):
    """The scene before the last one taken is on air again."""


class PageTurned(Event, frozen=True, kw_only=True, tag="scene.paged"):
    """A page was turned by hand, forwards or back."""

    by: int = 1


class PresetSaved(Event, frozen=True, kw_only=True, tag="preset.saved"):
    """A scene was kept under a key."""

    key: int
    name: str
    scene: Scene = Scene()


class PresetRenamed(Event, frozen=True, kw_only=True, tag="preset.renamed"):
    """A kept scene is called something else."""

    key: int
    name: str


class PresetDeleted(Event, frozen=True, kw_only=True, tag="preset.deleted"):
    """A key is free again."""

    key: int


class ViewShown(Event, frozen=True, kw_only=True, tag="view.shown"):
    """Some points see a scene of their own; each leaves the view that it had before."""

    view: int
    points: tuple[str, ...]
    scene: Scene = Scene()


class ViewEnded(Event, frozen=True, kw_only=True, tag="view.ended"):
    """The points of a view see what everybody sees."""

    view: int
