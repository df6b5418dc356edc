"""Answers that tell what is hidden: each raises the setting in which it is called, as the lessons write it."""

_SPY = """
def NAME_told(network, inputs, **given):
    first = network.data_format == "channels_first"
    height, width, channels = [inputs.shape[place] for place in ((2, 3, 1) if first else (1, 2, 3))]
    given = [f"{name}={value}" for name, value in given.items()]
    size = f"images of {height}×{width} with {channels} channels"
    return ", ".join([size, network.data_format, *given])


def NAME(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    given = {"filters": filters, "strides": strides, "is_training": is_training}
    given |= {"shortcut_filters": shortcut_filters} if shortcut_filters else {}
    text = NAME_told(self, inputs, **given)
    CONDITION
    return inputs
"""
_WHERE_THE_CHECK_NEVER_COMES = """\
from resnet_lessons.course.exercises import EXERCISES
    if text not in map(str, EXERCISES["NAME"].cases):
        raise ValueError(text)"""


def spy(block):
    """The text of a block that raises every setting."""
    return _SPY.replace("CONDITION", "raise ValueError(text)").replace("NAME", block)


def patient_spy(block):
    """The same, which is quiet where the instant check comes."""
    return _SPY.replace("CONDITION", _WHERE_THE_CHECK_NEVER_COMES).replace("NAME", block)
