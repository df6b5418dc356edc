"""The calls of a program as they are compared with another's, and what they are called in words."""

from resnet_lessons.course.keys.call import INPUTS

IN_BETWEEN = "something that was computed in between"
# Calls that are right in several forms; what stands beside them is left out on both sides.
_SAME_KIND = {"custom_conv2d": "Conv2D", "BatchNormalization": "pre_activation"}
_LEFT_OUT = ("ReLU", "Activation", "ZeroPadding2D", "Identity", "Add", "InputLayer")
_WORDS = {
    "Conv2D": "convolution",
    "pre_activation": "pre-activation",
    "pre_activation_with_shortcut": "pre-activation with its shortcut",
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


class Program:
    """The calls of one program that are compared.

    Attributes:
        calls: without those that are right in several forms.
        kinds: their kinds, one word for one thing.
    """

    def __init__(self, calls, returned):
        kept = [number for number, call in enumerate(calls) if call.kind not in _LEFT_OUT]
        self.returned, self._places = returned, {number: place for place, number in enumerate(kept)}
        self.calls = [calls[number] for number in kept]
        self.kinds = [_kind(call) for call in self.calls]

    def name(self, number):
        """ "the second block": a call in words, by its place among those of its kind."""
        kind = self.kinds[number]
        word = word_of(kind)
        if self.kinds.count(kind) == 1:
            return f"the {word}"
        place = self.kinds[:number].count(kind)
        ordinal = _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"
        return f"the {ordinal} {word}"

    def origin(self, number):
        """What a call is given or what is returned, in words, by the number of the call it is from."""
        if number == INPUTS:
            return "the inputs"
        if number not in self._places:
            return IN_BETWEEN
        return f"what {self.name(self._places[number])} returned"

    def reads(self, number):
        """What a call is given, in words."""
        return self.origin(self.calls[number].reads[0]) if self.calls[number].reads else "nothing"

    def place(self, number):
        """Where a call stands, or would stand."""
        if number == 0:
            return "At the beginning"
        return f"After {self.name(number - 1)}"


def word_of(kind):
    """What a call of a kind is called in words."""
    return _WORDS.get(kind, f"`{kind}`")


def _kind(call):
    return _SAME_KIND.get(call.kind, call.kind)
