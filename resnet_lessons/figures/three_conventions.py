"""The paper's, the lessons' and torchvision's block beside each other, with what differs marked."""

import textwrap
from dataclasses import dataclass, replace

from resnet_lessons.display import joined
from resnet_lessons.figures.flow import Paths, draw_paths
from resnet_lessons.figures.geometry import SMALL
from resnet_lessons.figures.strokes import Box, DrawnMark, draw_text
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)
from resnet_lessons.figures.tones import (
    BRANCH,
    INPUT,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    SUM,
    WRONG,
    ink,
)
from resnet_lessons.network.anatomy import TIMES
from resnet_lessons.network.conventions import LESSONS, PAPER, RULES, TENSORFLOW, TORCHVISION
from resnet_lessons.network.depths import (
    BLOCK_LAYER_SIZES,
    BLOCK_STRIDES,
    FIRST_BOTTLENECK_DEPTH,
    STEM_CONVOLUTION,
    STEM_FILTERS,
    STEM_POOLING,
)
from resnet_lessons.network.validation import check_depth

SHOWN = (PAPER, LESSONS, TORCHVISION)
_GEOMETRY = replace(SMALL, spread=0.73, box_width=1.22, box_height=0.36, gap=0.23)
_NUMBERS = "①②③④⑤⑥⑦"
_HEADING = 0.56
_LINE = 0.19
_CELL_CHARACTERS = 42
_ORDER, _PROJECTING, _PROJECTION, _STEM, _STRIDES = (
    "order in a block",
    "blocks that project",
    "a projection",
    "after the stem's convolution",
    "a bottleneck has its strides in",
)


@dataclass(frozen=True)
class _Marks:
    """The marks of one panel: rule -> `DrawnMark` where its convention differs from the lessons'."""

    found: dict[str, DrawnMark]

    def of(self, rule):
        """The `DrawnMark` of a rule, or None."""
        return self.found.get(rule)


@house_style
def three_conventions(num_layers=18):
    """Draws one block as the paper of 2016, the lessons and torchvision build it.

    Args:
        num_layers: 18 or 34 for the first block of the network behind its stem; 50, 101, 152 or
            200 for the first bottleneck of block layer 2, where the strides are.

    Returns:
        `LessonFigure`; what differs from the lessons' block is marked and said in words.

    Raises:
        ValueError: when there is no such network.
    """
    check_depth(num_layers, BLOCK_LAYER_SIZES)
    rules = differing_rules(num_layers)
    numbers = dict(zip(rules, _NUMBERS, strict=False))
    drawings = [paths_of(each, num_layers, _marks(each, numbers)) for each in SHOWN]
    height = _HEADING + max(map(_GEOMETRY.height, drawings))
    rows = [(f"{numbers[rule]} {rule}", rule, _lines(rule)) for rule in rules]
    foot = sum(_LINE * (1.3 + max(map(len, lines))) for _, _, lines in rows) + 2 * _LINE
    finding = _finding(num_layers)
    figure = lesson_figure(finding, height + 0.2 + foot)
    axes = drawing_axes(figure)
    for number, (convention, paths) in enumerate(zip(SHOWN, drawings, strict=True)):
        middle = _middle(number)
        bold = {"fontsize": HEADING_SIZE, "fontweight": "bold", "va": "baseline"}
        draw_text(axes, middle, 0.17, convention.name, "panel", color=ink(), **bold)
        count = f"{convention.parameters(num_layers):,} parameters"
        draw_text(axes, middle, 0.39, count, "count", color=NEUTRAL.ink, fontsize=TEXT_SIZE)
        draw_paths(axes, middle, _HEADING, paths, _GEOMETRY)
    _draw_rules(axes, height + 0.3, rows)
    figure.alt_text = _alt_text(finding, num_layers, rules)
    return figure


def differing_rules(num_layers):
    """The rules in which the three conventions differ and that a network of this depth meets."""
    regular = num_layers < FIRST_BOTTLENECK_DEPTH
    return [
        rule
        for rule, say in RULES.items()
        if len({say(each) for each in SHOWN}) > 1 and not (regular and rule == _STRIDES)
    ]


def paths_of(convention, num_layers, marks):
    """One block in the order of a convention.

    Args:
        convention: `Convention`.
        num_layers: of the network; says which block.
        marks: with `of(rule)`, the `DrawnMark` of a rule or None.

    Returns:
        `Paths`
    """
    bottleneck = num_layers >= FIRST_BOTTLENECK_DEPTH
    filters, strides = STEM_FILTERS * (1 + bottleneck), BLOCK_STRIDES[bottleneck]
    trunk = (Box("block layer 1", INPUT),) if bottleneck else _stem(convention, marks)
    chain = _bottleneck(convention, filters, strides) if bottleneck else _regular(filters)
    # The stem's own pre-activation serves the first block (He et al. 2016, appendix).
    served = not bottleneck and convention.stem_activation
    branch = _branch(convention, chain, served, marks)
    # Bottlenecks of block layer 2 double the channels; the block behind the stem keeps them.
    projects = convention.projects(True, 1, 1 + bottleneck, strides)
    shortcut = _shortcut(convention, chain[-1][1], strides, marks) if projects else ()
    if projects and convention.pre_activated and not served:
        trunk, branch = (*trunk, branch[0]), branch[1:]
    after = () if convention.pre_activated else (Box("ReLU", NEUTRAL, mark=marks.of(_ORDER)),)
    return Paths(
        trunk=trunk,
        branch=branch,
        shortcut=shortcut,
        after=(*after, Box("output", SUM)),
        shortcut_tone=PROJECTION if projects else SHORTCUT,
        shortcut_mark=None if projects else marks.of(_PROJECTING),
    )


def _stem(convention, marks):
    convolution = _convolution(STEM_CONVOLUTION[0], STEM_FILTERS, STEM_CONVOLUTION[1], NEUTRAL)
    size, strides = STEM_POOLING
    pooling = Box(f"{size}{TIMES}{size} max-pooling\nstrides {strides}", NEUTRAL)
    activation = Box("BN + ReLU", NEUTRAL, mark=marks.of(_STEM))
    between = (activation,) if convention.stem_activation else ()
    return Box("image", INPUT), convolution, *between, pooling


def _regular(filters):
    """(kernel size, filters, strides, rule that it may break) of each convolution."""
    return ((3, filters, 1, None), (3, filters, 1, None))


def _bottleneck(convention, filters, strides):
    """(kernel size, filters, strides, rule that it may break) of each convolution."""
    first, second = (strides, 1) if convention.strides_first else (1, strides)
    places = (_STRIDES, None) if first > 1 else (None, _STRIDES)
    return (
        (1, filters, first, places[0]),
        (3, filters, second, places[1]),
        (1, 4 * filters, 1, None),
    )


def _branch(convention, chain, served, marks):
    boxes = []
    for place, (kernel_size, filters, strides, rule) in enumerate(chain):
        convolution = _convolution(kernel_size, filters, strides, BRANCH, marks.of(rule))
        is_last = place == len(chain) - 1
        if convention.pre_activated:
            norm = () if served and place == 0 else (Box("BN + ReLU", NEUTRAL),)
            boxes += [*norm, convolution]
        else:
            norm = (
                Box("BN", NEUTRAL, mark=marks.of(_ORDER)) if is_last else Box("BN + ReLU", NEUTRAL)
            )
            boxes += [convolution, norm]
    return tuple(boxes)


def _shortcut(convention, filters, strides, marks):
    projection = _convolution(1, filters, strides, PROJECTION)
    if not convention.normalised_projection:
        return (projection,)
    return projection, Box("BN", NEUTRAL, mark=marks.of(_PROJECTION))


def _convolution(kernel_size, filters, strides, tone, mark=None):
    words = [f"{kernel_size}{TIMES}{kernel_size} convolution", f"{filters} filters"]
    if strides > 1:
        words.append(f"strides {strides}")
    return Box("\n".join(words), tone, mark=mark)


def _marks(convention, numbers):
    """What stands out in a panel: every rule in which it differs from the lessons' panel."""
    return _Marks(
        {
            rule: DrawnMark(WRONG, number)
            for rule, number in numbers.items()
            if RULES[rule](convention) != RULES[rule](LESSONS)
        }
    )


def _lines(rule):
    """What each convention says about a rule, wrapped to its column."""
    return [textwrap.wrap(RULES[rule](each), _CELL_CHARACTERS) for each in SHOWN]


def _draw_rules(axes, y, rows):
    """The rules below the drawings, one column a panel."""
    for name, rule, columns in rows:
        grey = {"color": NEUTRAL.ink, "fontweight": "bold", "ha": "left"}
        draw_text(axes, MARGIN, y, name, "rule", **grey)
        for number, (convention, lines) in enumerate(zip(SHOWN, columns, strict=True)):
            differs = RULES[rule](convention) != RULES[rule](LESSONS)
            color = WRONG.ink if differs else ink()
            for line, words in enumerate(lines, start=1):
                draw_text(axes, _middle(number), y + _LINE * line, words, "cell", color=color)
        y += _LINE * (1.3 + max(map(len, columns)))
    note = f"BN: batch normalisation. In bold, with a number: different from the lessons. {_note()}"
    small = {"color": NEUTRAL.ink, "ha": "left", "fontsize": SMALL_SIZE}
    draw_text(axes, MARGIN, y + 0.5 * _LINE, note, "note", **small)


def _note():
    """In what TensorFlow's own program differs from the lessons'."""
    differing = [rule for rule, say in RULES.items() if say(TENSORFLOW) != say(LESSONS)]
    said = "; ".join(f"{rule} ({RULES[rule](TENSORFLOW)})" for rule in differing)
    return f"TensorFlow's own program differs from the lessons in {said}."


def _middle(number):
    return WIDTH * (number + 0.5) / len(SHOWN)


def _finding(num_layers):
    words = [f"{each.parameters(num_layers) / 1e6:.3f}" for each in SHOWN]
    number = len({each.parameters(num_layers) for each in SHOWN})
    if number == 1:
        return f"ResNet-{num_layers} has {words[0]} million parameters under every convention"
    return (
        f"{ {2: 'Two', 3: 'Three'}[number] } networks go by the name ResNet-{num_layers}: from left to "
        f"right {joined(words)} million parameters"
    )


def _alt_text(finding, num_layers, rules):
    said = []
    for each in SHOWN:
        words = "; ".join(f"{rule}: {RULES[rule](each)}" for rule in rules)
        said.append(f"{each.name}, {each.parameters(num_layers):,} parameters: {words}.")
    return f"{finding}. Three drawings of one block. {' '.join(said)} {_note()}"
