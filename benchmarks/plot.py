"""The picture beside the table, drawn from results.json alone: `python -m benchmarks.plot`."""

import statistics
from pathlib import Path

import numpy as np

from benchmarks import results
from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT, SUM, ink

# Seconds in the units of rows that are times.
_SECONDS = {"ms": 1e-3, "s": 1.0}
_ROW = 0.23  # inches
_RIVALS = (("Keras ResNet50V2", SHORTCUT, "o"), ("Keras ResNet50", BRANCH, "s"))
LIMIT = 1.1
_TIMED = (
    "startup", "checks", "explorers", "explorables", "live", "buttons", "notebooks", "grading",
)  # fmt: skip
_LONGEST_NAME = 76  # characters


def draw(sections, path):
    """Writes the picture.

    Args:
        sections: as `results.read` returns them.
        path: of the PNG.
    """
    path.write_bytes(png(figure(sections)))


@house_style
def figure(sections):
    """Draws how long a user waits, what the network costs beside Keras' own, and how fast the playground
    trains.

    Args:
        sections: as `results.read` returns them.

    Returns:
        `LessonFigure`; dots are medians, lines reach from the shortest to the longest run.

    Raises:
        ValueError: when nothing of it was measured.
    """
    costs, waits, found = compared(sections), waiting(sections), rates(sections)
    panels = [(_draw_costs, costs), (_draw_waits, waits), (_draw_rates, found)]
    panels = [(draw_panel, rows) for draw_panel, rows in panels if rows]
    if not panels:
        raise ValueError("nothing was measured that the picture shows")
    finding = _finding(costs, waits, found)
    drawn = lesson_figure(finding, sum(_height(rows) for _, rows in panels) + 0.2)
    top = 0.0
    for draw_panel, rows in panels:
        draw_panel(drawn, top, rows)
        top += _height(rows)
    drawn.alt_text = _described(finding, costs, waits, found)
    return drawn


def _height(rows):
    """Inches of a panel."""
    return 0.75 + _ROW * len(rows)


def waiting(sections):
    """Rows that are times, in seconds.

    Returns:
        list of (group, name, median, low, high)
    """
    return [
        (row["group"], row["name"], *(_SECONDS[row["unit"]] * row[key] for key in _SPREAD))
        for name in _TIMED
        for row in sections.get(name, {}).get("rows", ())
        if row["unit"] in _SECONDS
    ]


_SPREAD = ("median", "low", "high")


def rates(sections):
    """Rows of the playground's steps a second.

    Returns:
        list of (name, median, low, high)
    """
    return [
        (row["name"], *(row[key] for key in _SPREAD))
        for row in sections.get("playground", {}).get("rows", ())
    ]


def compared(sections):
    """Our time per multiply-add over each rival's, of each setting and step.

    Returns:
        list of (name of setting and step, {rival: [ratio of each round]})
    """
    groups = {}
    for section in results.SPEEDS:
        for each in sections.get(section, {}).get("details", ()):
            if "network" in each:
                kind = each["setting"], each["images"], each["step"]
                groups.setdefault(kind, []).append(each)
    found = []
    for (setting, images, step), (ours, *rivals) in groups.items():
        per = {
            each["network"]: np.array(each["seconds"]) / (each["multiply_adds"] * each["images"])
            for each in (ours, *rivals)
        }
        own = per[ours["network"]]
        name = f"{step}: {setting}, {images} images"
        found.append((name, {rival: list(own / per[rival]) for rival, *_ in _RIVALS}))
    return found


def _draw_costs(drawn, top, costs):
    axes = _axes(drawn, top, [name for name, _ in costs])
    _heading(drawn, top, "Our time per multiply–add over Keras'")
    axes.axvline(1, color=NEUTRAL.line, linewidth=1)
    axes.axvline(LIMIT, color=NEUTRAL.line, linewidth=1, linestyle=(0, (3, 3)))
    for position, (_, ratios) in enumerate(costs):
        for number, (rival, tone, marker) in enumerate(_RIVALS):
            values, place = ratios[rival], position + 0.18 * (2 * number - 1)
            label = f"over {rival}" if position == 0 else None
            _spread(axes, place, statistics.median(values), values, tone, marker, label)
    axes.set_xlabel("ratio; below 1 ours is faster, dashed: 1.1")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0)


def _draw_waits(drawn, top, waits):
    groups = list(dict.fromkeys(group for group, *_ in waits))
    right = 0.15 + max(text_width(group, SMALL_SIZE) for group in groups)
    axes = _axes(drawn, top, [_short(name) for _, name, *_ in waits], right)
    _heading(drawn, top, "How long a user waits")
    axes.set_xscale("log")
    tones = (SHORTCUT, BRANCH, SUM)
    for position, (group, _, middle, *ends) in enumerate(waits):
        tone = tones[groups.index(group) % len(tones)]
        _spread(axes, position, middle, ends, tone, "o")
        if position == 0 or group != waits[position - 1][0]:
            if position:
                axes.axhline(position - 0.5, color=NEUTRAL.line, linewidth=0.6)
            axes.text(
                1.01, position, group, transform=axes.get_yaxis_transform(), ha="left", va="center",
                fontsize=SMALL_SIZE, color=tone.ink, zorder=5,
            )  # fmt: skip
    axes.set_xlabel("seconds, logarithmic; line: shortest to longest run")


def _draw_rates(drawn, top, found):
    axes = _axes(drawn, top, [_short(name) for name, *_ in found])
    _heading(drawn, top, "Steps of training a second in the depth playground")
    for position, (_, middle, *ends) in enumerate(found):
        _spread(axes, position, middle, ends, SHORTCUT, "o")
    axes.set_xlim(left=0)
    axes.set_xlabel("steps a second, more is better; line: slowest to fastest run")


def _axes(drawn, top, names, right=0.0):
    left = MARGIN + 0.1 + max(text_width(name, SMALL_SIZE) for name in names)
    axes = place_axes(drawn, left, top + 0.3, WIDTH - left - right - MARGIN, _ROW * len(names))
    axes.set_yticks(range(len(names)), names, fontsize=SMALL_SIZE)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="x")
    return axes


def _heading(drawn, top, words):
    axes = place_axes(drawn, MARGIN, top, WIDTH - 2 * MARGIN, 0.3)
    axes.set_axis_off()
    axes.text(0, 0.5, words, va="center", fontsize=HEADING_SIZE, color=ink(), parse_math=False)


def _spread(axes, place, middle, values, tone, marker, label=None):
    axes.plot([min(values), max(values)], [place, place], color=tone.line, linewidth=2)
    axes.plot(
        [middle],
        [place],
        color=tone.line,
        marker=marker,
        markersize=6,
        linestyle="none",
        label=label,
    )


def _short(name):
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _finding(costs, waits, found):
    """The sentence above the picture."""
    for name, ratios in costs:
        if name.startswith("training step"):
            values = ratios[_RIVALS[0][0]]
            setting = name.partition(": ")[2].replace("_", " ")
            return (
                f"Per multiply–add a training step of the lessons' network takes "
                f"{statistics.median(values):.2f} times as long as Keras' ResNet50V2 ({setting})"
            )
    if not waits and not costs:
        fastest = max(found, key=lambda rate: rate[1])
        return f"The playground trains fastest with {fastest[0]}"
    slowest = max(waits or [("", costs[0][0], 0, 0, 0)], key=lambda wait: wait[2])
    return f"Of what was measured a user waits longest for {slowest[1]}"


def _described(finding, costs, waits, found):
    parts = [f"{finding}."]
    for name, ratios in costs:
        said = ", ".join(
            f"{statistics.median(each):.2f} over {who}" for who, each in ratios.items()
        )
        parts.append(f"{name}: {said}.")
    if waits:
        said = ", ".join(f"{name} {middle:.2g} s" for _, name, middle, *_ in waits)
        parts.append(f"Waiting times: {said}.")
    if found:
        said = ", ".join(f"{name} {middle:.0f}" for name, middle, *_ in found)
        parts.append(f"Steps of training a second: {said}.")
    return " ".join(parts)


def main():
    """Draws what was measured last."""
    draw(results.read(), Path(results.RESULTS).with_suffix(".png"))


if __name__ == "__main__":
    main()
