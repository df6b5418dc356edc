"""How large the drawings of a block are."""

from dataclasses import dataclass, replace

from resnet_lessons.figures.style import SMALL_SIZE, TEXT_SIZE


@dataclass(frozen=True)
class Geometry:
    """Sizes of a drawing in inches, of text in points.

    Attributes:
        spread: from the middle to either path.
        box_width, box_height, gap: of the boxes and between two of them.
        stem: from the last shared box to where the paths part.
        radius: of the plus sign.
        text_size: in boxes.
        reason_characters: of one line of the reason.
    """

    spread: float
    box_width: float
    box_height: float
    gap: float
    stem: float
    radius: float
    text_size: float
    reason_characters: int

    def height(self, paths):
        """Height of the drawing of `paths`, from the top of the input to the foot of the output."""
        stacks = self.stack(paths.trunk) + self.sides(paths) + self.stack(paths.after)
        return stacks + self.stem + 2 * self.radius

    def height_of(self, box):
        """Height of a box: two lines fit in, each one more needs room."""
        lines = max(2, box.text.count("\n") + 1)
        return self.box_height + (lines - 2) * self.text_size * _LINE

    def stack(self, boxes):
        """Height of boxes below each other, each with a gap."""
        return sum(self.height_of(box) + self.gap for box in boxes)

    def sides(self, paths):
        """Height of the higher of the two paths."""
        return max(self.stack(paths.branch), self.stack(paths.shortcut))

    def stretched(self, paths, height):
        """The same with gaps so wide that the drawing of `paths` is as high as `height`."""
        return replace(self, gap=self.gap + (height - self.height(paths)) / _rows(paths))


# Inches for one point of text size.
_LINE = 1.3 / 72


def _rows(paths):
    """How many boxes stand below each other."""
    return len(paths.trunk) + max(len(paths.branch), len(paths.shortcut)) + len(paths.after)


LARGE = Geometry(
    spread=2.15,
    box_width=2.2,
    box_height=0.48,
    gap=0.36,
    stem=0.28,
    radius=0.18,
    text_size=TEXT_SIZE,
    reason_characters=115,
)
SMALL = Geometry(
    spread=0.58,
    box_width=1.06,
    box_height=0.4,
    gap=0.24,
    stem=0.14,
    radius=0.14,
    text_size=SMALL_SIZE,
    reason_characters=30,
)
# Two drawings stand beside each other in the width of a page.
PAIR = Geometry(
    spread=1.1,
    box_width=1.78,
    box_height=0.42,
    gap=0.34,
    stem=0.26,
    radius=0.17,
    text_size=SMALL_SIZE,
    reason_characters=52,
)
# For boxes of one line with their cost beside them.
COSTED = Geometry(
    spread=1.63,
    box_width=2.7,
    box_height=0.32,
    gap=0.27,
    stem=0.28,
    radius=0.18,
    text_size=SMALL_SIZE,
    reason_characters=115,
)
