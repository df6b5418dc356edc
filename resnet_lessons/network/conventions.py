"""One name, several networks: the rules in which well-known ResNets differ, and what each costs.

A rule is taken from the program that its citation names, since the papers leave several open.
The counts follow from the rules, in `convention_counts`.
"""

from dataclasses import dataclass

from resnet_lessons import display
from resnet_lessons.network.anatomy import TIMES
from resnet_lessons.network.convention_counts import COMPARED, ROLES, Convention
from resnet_lessons.network.depths import CLASSES

# The text leaves open on which convolution of a bottleneck the strides stand, where the stem's
# pooling stands, and whether there are biases: those are its program's.
PAPER = Convention(
    "the paper (2016)",
    "He et al. 2016, section 4.1 and appendix; its program resnet-pre-act.lua in "
    "github.com/KaimingHe/resnet-1k-layers",
    stem_activation=True,
    strides_first=True,
)
TENSORFLOW = Convention(
    "TensorFlow",
    "official/r1/resnet/resnet_model.py in github.com/tensorflow/models, resnet_version 2",
    always_projects=True,
)
LESSONS = Convention(
    "the lessons",
    "the TensorFlow course; resnet_lessons/course/answers/model.py",
    always_projects=True,
    biased=ROLES,
)
TORCHVISION = Convention(
    "torchvision",
    "torchvision/models/resnet.py in github.com/pytorch/vision",
    pre_activated=False,
    normalised_projection=True,
    stem_activation=True,
)
KERAS = Convention(
    "Keras V2",
    "keras/src/applications/resnet.py, ResNet50V2",
    always_projects=True,
    shrinks_last=True,
    biased=("stem", "last", "projection"),
    depths=(50,),
)
CONVENTIONS = (PAPER, TENSORFLOW, LESSONS, TORCHVISION, KERAS)


def _order(convention):
    if convention.pre_activated:
        return "BN and ReLU before each convolution"
    return "BN after each convolution, ReLU after +"


def _projecting(convention):
    if convention.always_projects:
        return "the first of every block layer"
    return "those whose shape changes"


def _projection(convention):
    starts = "starts after BN and ReLU" if convention.pre_activated else "starts from the raw input"
    follows = "BN after it" if convention.normalised_projection else "no BN after it"
    return f"{starts}, {follows}"


def _stem(convention):
    return "BN, ReLU, max-pooling" if convention.stem_activation else "max-pooling alone"


def _strides(convention):
    return f"the first 1{TIMES}1" if convention.strides_first else f"the 3{TIMES}3"


def _shrinking(convention):
    if convention.shrinks_last:
        return "the last of a block layer; its shortcut is pooled"
    return "the first of a block layer"


def _biases(convention):
    roles = set(convention.biased)
    if not roles:
        return "none"
    if roles == set(ROLES):
        return "every convolution"
    return f"the convolutions before an addition{', the stem' if 'stem' in roles else ''}"


# Rule -> what a convention says about it, in a few words.
RULES = {
    "order in a block": _order,
    "blocks that project": _projecting,
    "a projection": _projection,
    "after the stem's convolution": _stem,
    "a bottleneck has its strides in": _strides,
    "block that halves the side": _shrinking,
    "biases": _biases,
}


@dataclass(frozen=True)
class ConventionTable:
    """The rules of several conventions, one by one, and what each makes of the same names.

    Attributes:
        conventions: `Convention` of each column.
    """

    conventions: tuple[Convention, ...]

    @property
    def rows(self):
        """(rule, (what each convention says, …)) for every rule, then the parameters."""
        rules = [(rule, tuple(map(say, self.conventions))) for rule, say in RULES.items()]
        for depth in COMPARED:
            counts = tuple(
                f"{each.parameters(depth):,}" if depth in each.depths else "not offered"
                for each in self.conventions
            )
            rules.append((f"parameters of ResNet-{depth}", counts))
        return tuple(rules)

    def __repr__(self):
        width = max(len(each.name) for each in self.conventions)
        lines = []
        for rule, cells in self.rows:
            lines.append(rule)
            for convention, cell in zip(self.conventions, cells, strict=True):
                lines.append(f"  {convention.name:<{width}}  {cell}")
        sources = [f"  {each.name}: {each.citation}" for each in self.conventions]
        return "\n".join([*lines, "sources", *sources])

    def _repr_html_(self):
        sources = "; ".join(f"{each.name}: {each.citation}" for each in self.conventions)
        return display.table(
            "conventions",
            ("Rule", *(each.name for each in self.conventions)),
            [(rule, *cells) for rule, cells in self.rows],
            align="h" + "l" * len(self.conventions),
            caption=f"Trainable parameters for {CLASSES:,} classes.",
            notes=[f"Sources. {sources}."],
        )

    def to_markdown(self):
        """The rows as a table in Markdown."""
        head = ("rule", *(each.name for each in self.conventions))
        lines = [head, ("---",) * len(head), *((rule, *cells) for rule, cells in self.rows)]
        return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def table():
    """The rules in which the paper's, TensorFlow's, torchvision's, Keras' and our network differ.

    Returns:
        `ConventionTable`; the parameters are counted by arithmetic from the rules.
    """
    return ConventionTable(CONVENTIONS)
