"""How colours look to readers who are colour-blind, and how far apart two colours look.

The matrices are those of Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", table 1, severity 1.0; they apply to linear RGB. CIELAB is
that of CIE 15 for the white of sRGB, and its distance that of 1976.
"""

import numpy as np

MATRICES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
VISIONS = ("full colour vision", *MATRICES)

# Pairs of the light theme below that for one kind of colour blindness: see
# `test_samples.assert_close_tones_are_told_apart`.
CLOSE_IN_LIGHT = {
    ("BRANCH", "PROJECTION"),
    ("BRANCH", "WRONG"),
    ("PROJECTION", "NEUTRAL"),
    ("SHORTCUT", "SUM"),
    ("SUM", "INPUT"),
    ("SUM", "NEUTRAL"),
    ("SUM", "PROJECTION"),
}

_TO_XYZ = np.array(
    (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
)


def linear(color):
    """(..., 3) of sRGB, 0 to 1, as linear RGB."""
    color = np.asarray(color, dtype=float)
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def seen_by(vision, color):
    """What one of `VISIONS` makes of (..., 3) of sRGB, 0 to 1."""
    if vision not in MATRICES:
        return np.asarray(color, dtype=float)
    seen = np.clip(linear(color) @ np.transpose(MATRICES[vision]), 0, 1)
    return np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)


def distance(one, other):
    """The CIELAB distance (delta E, CIE 1976) of two colours (3,) of sRGB, 0 to 1."""
    return float(np.linalg.norm(_lab(one) - _lab(other)))


def _lab(color):
    x, y, z = _TO_XYZ @ linear(color) / _TO_XYZ.sum(axis=1)
    x, y, z = (
        part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29
        for part in (x, y, z)
    )
    return np.array((116 * y - 16, 500 * (x - y), 200 * (y - z)))
