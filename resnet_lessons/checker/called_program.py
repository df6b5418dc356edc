"""The calls of a program as they are compared with another's, and what they are called in words."""

import itertools

from resnet_lessons.course.keys.call import INPUTS
from resnet_lessons.display import joined

# Calls that are right in several forms; what stands beside them is left out on both sides.
_NORMALISING = ("pre_activation", "BatchNormalization")
_LEFT_OUT = ("ReLU", "Activation", "ZeroPadding2D", "Identity", "Add", "InputLayer")
_WORDS = {
    "Conv2D": "convolution",
    "pre_activation": "pre-activation",
    "BatchNormalization": "batch normalisation",
    "pre_activation_with_shortcut": "pre-activation",
    "regular_block": "block",
    "bottleneck_block": "block",
    "block_layer": "block layer",
    "MaxPooling2D": "max-pooling",
    "AveragePooling2D": "average pooling",
    "GlobalAveragePooling2D": "mean over all positions",
    "GlobalMaxPooling2D": "maximum over all positions",
    "Dense": "dense layer",
    "Dropout": "dropout",
    "LayerNormalization": "layer normalisation",
}
# Calls that are new ones of their kind, in an article's place.
_NEW = {"pre_activation_with_shortcut": "a call of `self.pre_activation_with_shortcut`"}
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]


def normalising(calls):
    """What every call that normalises is called beside the right answer's calls.

    A block that also normalises without a ReLU, as that of 2015 does, pre-activates nothing.
    """
    kinds = {call.kind for call in calls}
    return "BatchNormalization" if "BatchNormalization" in kinds else "pre_activation"


class Program:
    """The calls of one program that are compared.

    Attributes:
        calls: without those that are right in several forms.
        kinds: their kinds, one word for one thing.
    """

    def __init__(self, calls, returned, normalising="pre_activation"):
        """Of calls, what is returned, and the kind that stands for every call that normalises."""
        kept = [number for number, call in enumerate(calls) if call.kind not in _LEFT_OUT]
        self.returned, self._all = returned, calls
        self._places = {number: place for place, number in enumerate(kept)}
        self.calls = [calls[number] for number in kept]
        same = dict.fromkeys(_NORMALISING, normalising) | {"custom_conv2d": "Conv2D"}
        self.kinds = [same.get(call.kind, call.kind) for call in self.calls]

    def name(self, number):
        """ "the second block": a call in words, by its place among those that have its word."""
        words = [_word_of(kind) for kind in self.kinds]
        word = words[number]
        if words.count(word) == 1:
            return f"the {word}"
        place = words[:number].count(word)
        ordinal = _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"
        return f"the {ordinal} {word}"

    def origin(self, number):
        """What a call is given or what is returned, in words, by the number of the call it is from."""
        if number == INPUTS:
            return "the inputs"
        if name := self.called(number):
            return f"what {name} returned"
        return "something that was computed in between"

    def called(self, number):
        """The call of a number among all calls, in words, or "" where it is not compared."""
        return self.name(self._places[number]) if number in self._places else ""

    def reads(self, number):
        """What a call is given, in words."""
        reads = self.calls[number].reads
        if not reads:
            return "nothing"
        if self.reads_one_left_out(number) and 0 <= reads[0] < len(self._all):
            return f"what `{self._all[reads[0]].kind}` returned"
        return self.origin(reads[0])

    def reads_one_left_out(self, number):
        """Whether a call is given what none of the calls that are compared returned."""
        reads = self.calls[number].reads
        return bool(reads) and reads[0] != INPUTS and reads[0] not in self._places

    def place(self, number):
        """Where a call stands, or would stand."""
        if number == 0:
            return "At the beginning"
        return f"After {self.name(number - 1)}"


def counted(kinds, is_more=False):
    """Calls in words: "a block", "two convolutions and a dropout".

    Args:
        kinds: of the calls, in order.
        is_more: whether the first of them follow others of their kind: "another block".

    Returns:
        (text, how many there are)
    """
    groups = [(kind, len(list(same))) for kind, same in itertools.groupby(kinds)]
    words = [_counted(*group, is_more and not place) for place, group in enumerate(groups)]
    return joined(words), len(kinds)


def _counted(kind, count, is_more):
    word = _word_of(kind)
    if count == 1:
        article = "another" if is_more else "an" if word[0] in "aeiou" else "a"
        return _NEW.get(kind, f"{article} {word}")
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} {'more ' if is_more else ''}{_plural(word)}"


def _plural(word):
    """Of what is counted: "means over all positions", "block layers"."""
    first, _, rest = word.partition(" over ")
    return f"{first}s over {rest}" if rest else f"{word}s"


def _word_of(kind):
    return _WORDS.get(kind, f"`{kind}`")
