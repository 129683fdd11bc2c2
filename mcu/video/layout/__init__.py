"""Where everything is on the canvas: pure geometry, no pixels."""

from mcu.video.layout.content import beside_content as beside_content
from mcu.video.layout.geometry import NOWHERE as NOWHERE
from mcu.video.layout.geometry import SAFE_AREA as SAFE_AREA
from mcu.video.layout.geometry import SIDES as SIDES
from mcu.video.layout.geometry import Arrangement as Arrangement
from mcu.video.layout.geometry import Ground as Ground
from mcu.video.layout.geometry import Rect as Rect
from mcu.video.layout.geometry import even as even
from mcu.video.layout.geometry import letterbox as letterbox
from mcu.video.layout.grid import PAGE_TILES as PAGE_TILES
from mcu.video.layout.grid import arrange as arrange
from mcu.video.layout.grid import pages as pages
from mcu.video.layout.lifted import lifted as lifted
from mcu.video.layout.strip import MOST_FEATURED as MOST_FEATURED
from mcu.video.layout.strip import STRIP_ROWS as STRIP_ROWS
from mcu.video.layout.strip import featured as featured
from mcu.video.layout.strip import strip_places as strip_places
