"""Two speakers beside each other."""

from functools import lru_cache

from mcu.video.layout.geometry import STEP, Arrangement, Ground, Rect, areas, even


@lru_cache(maxsize=16)
def pair(ground: Ground) -> Arrangement:
    """Arrange two tiles of 4:3 in the middle of the stage.

    Two of 16:9 leave nearly half of it empty. In these, pictures lose an eighth at each side
    (`SIDES`), and faces are a third larger: a two-shot as broadcasters make it.
    """
    _, stage, _ = areas(ground)
    w = min(even((stage.w - ground.gap) / 2), even(stage.h * 4 / 3))
    w = w // STEP * STEP or w
    h = even(w * 3 / 4)
    left = stage.x + even((stage.w - 2 * w - ground.gap) / 2)
    top = stage.y + even((stage.h - h) / 2)
    return ground.lay(Rect(left + n * (w + ground.gap), top, w, h) for n in range(2))
