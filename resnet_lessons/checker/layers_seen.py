"""What the layers of a wrong answer show by themselves: another normalisation, none, or a frozen layer."""

from dataclasses import dataclass

from resnet_lessons.course.keys.call import KINDS, METHODS, OTHER_KIND

_NORMALISING = ("BatchNormalization", *METHODS[1:])
_EXPECTED = "`layers.BatchNormalization`, called with `training=is_training`."
_BATCH = (
    "Batch normalisation takes each channel by itself, over all images and positions of the batch; "
    "it keeps a scale and an offset for each channel, which are learnt, and collects the mean and "
    "variance that it uses after training."
)
# Layers of Keras that normalise otherwise -> how.
NORMALISATIONS = {
    "LayerNormalization": "Layer normalisation takes its mean and variance within each image, along "
    "the axes that it is given, in training and afterwards alike.",
    "GroupNormalization": "Group normalisation takes its mean and variance within each image, over "
    "groups of channels, in training and afterwards alike.",
    "UnitNormalization": "Unit normalisation divides by a length, so that squares add up to 1: it "
    "subtracts no mean and learns nothing.",
    "RMSNormalization": "RMS normalisation divides by the root of the mean square: it subtracts no "
    "mean, and learns no offset.",
    "Normalization": "`layers.Normalization` prepares data: its mean and variance are given to it, or "
    "taken from the data before training, and it learns nothing.",
    "SpectralNormalization": "Spectral normalisation scales the kernel of another layer, not what "
    "passes through the network.",
}
# Every kind of layer that has a word here or in the key's calls.
KNOWN_KINDS = KINDS | set(NORMALISATIONS)
# Settings by which a reader finds a layer in the answer.
_TELLING = ("filters", "units", "kernel_size", "strides")


@dataclass(frozen=True)
class Normalised:
    """How an answer normalises where batch normalisation is expected; sentences."""

    seen: str
    expected: str
    why: str


def other_normalisation(outcome, expected):
    """How an answer normalises, where that is not by batch normalisation.

    Args:
        outcome: of the answer in a case.
        expected: of the right answer.

    Returns:
        `Normalised`, or None where it normalises as expected or nothing can be said.
    """
    kinds, wanted = ([call.kind for call in each.calls] for each in (outcome, expected))
    if _number_normalising(kinds) >= _number_normalising(wanted):
        return None
    others = [kind for kind in dict.fromkeys(kinds) if kind in NORMALISATIONS]
    if others:
        names = " and ".join(f"`layers.{kind}`" for kind in others)
        take = "takes" if len(others) == 1 else "take"
        return Normalised(
            f"{names} {take} the place of batch normalisation.",
            _EXPECTED,
            " ".join([*(NORMALISATIONS[kind] for kind in others), _BATCH]),
        )
    # What is no layer of Keras' own is not among the calls, or is there under no name.
    is_silent = not _number_normalising(kinds) and OTHER_KIND not in kinds
    if not is_silent or outcome.parameters >= expected.parameters:
        return None
    return Normalised(
        "No layer of Keras that normalises was called. The answer has "
        f"{outcome.parameters:,} trainable parameters, the right one {expected.parameters:,}.",
        _EXPECTED,
        _BATCH,
    )


def _number_normalising(kinds):
    return sum(kind in _NORMALISING for kind in kinds)


def frozen(calls):
    """The layers that were told not to learn, as a student finds them in the answer; () if none."""
    return tuple(_described(call) for call in calls if call.settings.get("trainable") is False)


def _described(call):
    settings = [(name, call.settings[name]) for name in _TELLING if name in call.settings]
    told = ", ".join(f"{name}={value}" for name, value in settings)
    return f"`layers.{call.kind}`" + (f" with `{told}`" if told else "")
