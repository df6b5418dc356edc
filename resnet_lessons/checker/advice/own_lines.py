"""Lines by which a student stops the function: `assert` and `raise`."""

import re

_IN_EVERY_SETTING = (
    "An answer has to work in each setting of the check: does the line ask for too much, or is "
    "something wrong above it?"
)


def own_line(raised):
    """What to say where a student's own `assert` or `raise` stopped the function."""
    if raised.name == "AssertionError" and re.search(r"(?:^|[;:]\s*)assert\b", raised.line):
        seen = "Your own `assert` on this line stopped the function: what it asks for does not hold"
        if raised.compared:
            values = " and ".join(f"`{text}` is {value}" for text, value in raised.compared)
            seen += f", since {values}"
        return f"{seen}. {_IN_EVERY_SETTING}"
    is_raised = re.search(rf"(?:^|[;:]\s*)raise\b.*\b{re.escape(raised.name)}\b", raised.line)
    if is_raised and raised.name != "NotImplementedError":
        return f"Your own `raise` on this line stopped the function. {_IN_EVERY_SETTING}"
    return ""
