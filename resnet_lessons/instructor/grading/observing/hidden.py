"""The hidden grader's settings: those of the instant check, and some sampled from a secret seed."""

from math import ceil
from zlib import crc32

import numpy as np

from resnet_lessons.course.exercises import Case, Setting
from resnet_lessons.instructor.exercises import hidden_settings

# How often a sampler may give what is there already; those of the lessons need a few tries.
_MOST_TRIES = 10_000


class NothingToSample(LookupError):
    """Nothing says how to sample hidden settings for an exercise."""


class _NoSetting(Exception):
    """A sampler gives no setting of its own; its text says what it does."""


def cases(exercise, seed):
    """The settings of the hidden grader.

    Args:
        exercise: the `Exercise`.
        seed: whole number, at least 0. The same seed gives the same settings.

    Returns:
        tuple: the exercise's public settings, then those sampled, none of them twice

    Raises:
        NothingToSample: when the instructor's side of the exercise has no `HIDDEN_SETTINGS`, or one
            of them gives no setting, or none that is not there yet.
    """
    samplers = hidden_settings(exercise.id)
    if not samplers:
        raise NothingToSample(f"{exercise.id}: nothing says how to sample hidden settings for it")
    generator = np.random.default_rng([seed, crc32(exercise.id.encode())])
    settings = list(exercise.cases)
    for number, sample in enumerate(samplers):
        place = f"HIDDEN_SETTINGS[{number}] in instructor/exercises/{exercise.id}/__init__.py"
        try:
            settings.append(_another(sample, generator, settings))
        except _NoSetting as error:
            raise NothingToSample(f"{exercise.id}: {place} {error}") from None
        except Exception as error:
            what = f"{place} raises {type(error).__name__}: {error}"
            raise NothingToSample(f"{exercise.id}: {what}") from error
    return tuple(settings)


def _another(sample, generator, settings):
    """A setting that is not there yet, and in which a right answer is right."""
    known = {str(setting) for setting in settings}
    for _ in range(_MOST_TRIES):
        setting = sample(generator)
        if not isinstance(setting, (Case, Setting)):
            raise _NoSetting(f"gives {str(setting)[:60]!r}, which is no `Case` and no `Setting`")
        if str(setting) not in known and not meets_bias_fault(setting):
            return setting
    raise _NoSetting("gives no setting that the others do not give: let it sample from more")


def meets_bias_fault(setting):
    """Whether a right answer might look wrong in a setting because of a fault in Keras.

    Keras 3.15 adds the bias along the width where channels come first and both are as many.
    """
    if not isinstance(setting, Case) or setting.data_format == "channels_last":
        return False
    given = setting.arguments
    if "filters_initial" in setting.host:
        # The stem's convolution, with its strides or without; the blocks have their own settings.
        return setting.host["filters_initial"] in (setting.width, ceil(setting.width / 2))
    shortcut_filters, strides = given.get("shortcut_params", (None, given.get("strides", 1)))
    filters = given.get("filters") or shortcut_filters or setting.channels
    channels = {setting.channels, filters, 4 * filters, given.get("shortcut_filters")}
    # A program with strides in several places halves the width more than once.
    widths = {ceil(setting.width / strides**times) for times in range(5)}
    return bool(widths & channels)
