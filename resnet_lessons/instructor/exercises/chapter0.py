"""Chapter 0: each misconception as pairs (text of the answer, what is written instead)."""

_ANSWER = "height // 2, width // 2, 2 * channels"

_WARM_UP = {
    "channels_left_alone": [(_ANSWER, "height // 2, width // 2, channels")],
    "channels_halved": [(_ANSWER, "height // 2, width // 2, channels // 2")],
    "width_left_alone": [(_ANSWER, "height // 2, width, 2 * channels")],
    "sides_left_alone": [(_ANSWER, "height, width, 2 * channels")],
    "sides_doubled": [(_ANSWER, "2 * height, 2 * width, 2 * channels")],
}

EDITS = {"warm_up": _WARM_UP}
