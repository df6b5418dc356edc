"""What an exercise is: the data that describe it. No answers here, and no arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One setting in which a student's method is run.

    Small sizes: a check runs all of them in a moment, and the grader reads results of limited size
    (docs/how_to/exercises.md, "Limits on numbers").

    Args:
        num_layers: depth of the network whose method it becomes; 50 and more use bottleneck blocks.
        data_format: "channels_last" or "channels_first".
        height, width, channels: of the inputs, in pixels; the batch holds two images.
        arguments: what follows `inputs`, in the order of the method's signature.
        host: attributes of that network that differ from its depth's, such as fewer filters; a
            tuple stands for a list.
    """

    height: int
    width: int
    channels: int
    arguments: dict
    num_layers: int = 18
    data_format: str = "channels_last"
    host: dict = field(default_factory=dict)

    @property
    def input_shape(self):
        """(batch, height, width, channels), or channels first if `data_format` says so."""
        if self.data_format == "channels_last":
            return (2, self.height, self.width, self.channels)
        return (2, self.channels, self.height, self.width)

    def __str__(self):
        # The index is for names only, so it says nothing about what was computed.
        given = [f"{name}={value}" for name, value in self.arguments.items() if name != "index"]
        given += [f"self.{name}={value}" for name, value in self.host_attributes()]
        is_large = self.host or "num_blocks" in self.arguments
        network = [f"ResNet-{self.num_layers}"] if is_large else []
        size = f"images of {self.height}×{self.width} with {self.channels} channels"
        return ", ".join([*network, size, self.data_format, *given])

    def host_attributes(self):
        """(name, value) of each attribute of the network that differs, as it holds it."""
        return [(name, _as_attribute(value)) for name, value in self.host.items()]


def _as_attribute(value):
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Setting:
    """One setting in which a plain function, not a method of the network, is tried.

    Args:
        text: what is tried, for messages; no two settings of an exercise have the same.
        values: what the exercise's experiment needs: texts as keys; numbers, texts, truth values, None,
            and lists, tuples and dictionaries of them. The grader makes a tuple of each list.
            docs/how_to/exercises.md has the limits on numbers.
    """

    text: str
    values: dict

    def __str__(self):
        return self.text


class Unexpected(Exception):
    """Raised by an experiment when an answer is not of the kind that was asked for; its message says
    what came instead."""


@dataclass(frozen=True)
class Misconception:
    """A mistake that is somebody's idea of how it works, in words a beginner understands.

    What an author has not written yet is empty; `make keys` and `make check` name it.
    """

    id: str
    seen: str = ""
    expected: str = ""
    why: str = ""
    look: str = ""


def ids_of(misconceptions):
    """The ids of some misconceptions, in their order."""
    return tuple(misconception.id for misconception in misconceptions)


@dataclass(frozen=True)
class Exercise:
    """Something a student writes, and how it is asked and judged.

    Args:
        id: public name, used in cells, grade books and reports.
        chapter: number of the chapter that asks it.
        title: a few words for headings.
        points: what a right answer earns.
        minutes: how long it takes a beginner.
        difficulty, importance: 1 to 5.
        section: where the notebook explains it.
        signature: the parameters' names.
        optional: those of them that a caller may leave out; they are None then.
        returns: what it returns, in words.
        hints: three rungs: concept, structure, nearly code; none where finding out is the exercise.
        cases: settings of the public check.
        misconceptions: ids of the mistakes with a message of their own.
        groundwork: ids of the exercises whose answers this one may call.
        outputs: how many tensors a method returns.
        experiment: how a plain function is tried: (function, setting, seed) -> tuple of at most 16
            float32 arrays with 32,768 values in all, where the seed is a list of whole numbers that may
            be made longer; None for a method of the network, which is called with seeded inputs.
        compiles: whether the experiment itself has TensorFlow compile a function, as training does.
        results: names of the experiment's arrays, for messages.
        counts_parameters: whether layers must create as many trainable values as the answer's do;
            not so where an answer may well work on a copy of a network.
        keeps_initial_values: whether weights that an answer creates start where it says, as a scale
            of zero does; only weights that would start at random are seeded then.
        explain: what the numbers of a wrong answer show, where no misconception has a name for it:
            (setting, arrays, expected arrays) -> a sentence, or None. There are as many arrays as
            expected, of any shapes. It sees nothing else, so that the check and the hidden grader
            say the same.
        holds_codes: whether the results are codes, which say nothing to a student beside the sentence of
            `explain`.
        explain_all: what the numbers of all settings show together, where they do not show it one by
            one: (settings, arrays of each, expected arrays of each) -> a sentence, or None. The
            arrays of a setting in which the answer failed are an empty tuple.
        is_built_once: whether a network calls the method once only, so that its layers may have
            names of their own.
        equivalent: pairs of misconceptions that no case can tell apart, and the reason.
    """

    id: str
    chapter: int
    title: str
    points: int
    minutes: int
    difficulty: int
    importance: int
    section: str
    signature: tuple[str, ...]
    returns: str
    hints: tuple[str, str, str] | tuple[()]
    cases: tuple[Case | Setting, ...]
    misconceptions: tuple[str, ...]
    groundwork: tuple[str, ...] = ()
    outputs: int = 1
    experiment: Callable | None = None
    compiles: bool = False
    results: tuple[str, ...] = ()
    counts_parameters: bool = True
    keeps_initial_values: bool = False
    explain: Callable | None = None
    holds_codes: bool = False
    explain_all: Callable | None = None
    is_built_once: bool = False
    optional: tuple[str, ...] = ()
    equivalent: dict[tuple[str, str], str] = field(default_factory=dict)
