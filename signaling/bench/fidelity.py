"""How like its original a picture is; luma only, as is the custom."""

import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.media import Plane

Map = NDArray[np.float32]
"""A value for each pixel."""

_WINDOW = (11, 11)
_SIGMA = 1.5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def psnr(original: Plane, other: Plane) -> float:
    """Return the peak signal-to-noise ratio in dB; 100 for pictures that are equal."""
    difference = original.astype(np.int32) - other
    error = float(np.mean(np.square(difference)))
    return 100.0 if not error else 10 * float(np.log10(255**2 / error))


def ssim(original: Plane, other: Plane) -> Map:
    """Return the structural similarity at each pixel, 1 where they are equal.

    Wang et al., "Image quality assessment", IEEE Transactions on Image Processing 13 (4), 2004,
    with its Gaussian window of 11 pixels.
    """
    a, b = original.astype(np.float32), other.astype(np.float32)
    mean_a, mean_b = _blur(a), _blur(b)
    both, square_a, square_b = mean_a * mean_b, mean_a**2, mean_b**2
    covariance = _blur(a * b) - both
    variance = _blur(a * a) - square_a + _blur(b * b) - square_b
    likeness = (2 * both + _C1) * (2 * covariance + _C2)
    return np.asarray(likeness / ((square_a + square_b + _C1) * (variance + _C2)), np.float32)


def _blur(plane: Map) -> Map:
    return np.asarray(cv2.GaussianBlur(plane, _WINDOW, _SIGMA), np.float32)
