"""What a beginner may have meant: from an error of Python, TensorFlow or Keras to a sentence.

It needs the error's text and what stands in the student's function, and nothing of the notebook, so
the instant check and the hidden grader say the same.
"""

from resnet_lessons.checker.advice.calls import call_that_does_not_fit, first_line
from resnet_lessons.checker.advice.course_calls import wrong_place
from resnet_lessons.checker.advice.messages import known_error, known_message
from resnet_lessons.checker.advice.models import of_a_model
from resnet_lessons.checker.advice.names import unknown_attribute, unknown_name
from resnet_lessons.checker.advice.own_lines import own_line
from resnet_lessons.checker.advice.raised_error import Raised, code_of, raised
from resnet_lessons.checker.advice.settings import wrong_setting
from resnet_lessons.checker.advice.values import wrong_value

# The first that has something to say is heard.
_RULES = (
    first_line,
    own_line,
    unknown_name,
    wrong_place,
    of_a_model,
    unknown_attribute,
    call_that_does_not_fit,
    wrong_setting,
    wrong_value,
    known_message,
    known_error,
)


def advice(error):
    """What a beginner may have meant.

    Args:
        error: `Raised`.

    Returns:
        a sentence or two, or "" where nothing is known.
    """
    return next(filter(None, (rule(error) for rule in _RULES)), "")


__all__ = ["Raised", "advice", "code_of", "raised"]
