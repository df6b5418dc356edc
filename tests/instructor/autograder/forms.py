"""What each platform's documentation says of a result, written down apart from what makes results."""

import json

_VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
_OF_GRADESCOPE = {
    *("score", "execution_time", "output", "output_format", "test_output_format", "visibility"),
    *("test_name_format", "stdout_visibility", "extra_data", "tests", "leaderboard"),
}
_OF_ITS_TESTS = {
    *("score", "max_score", "status", "name", "name_format", "number", "output", "output_format"),
    *("tags", "visibility", "extra_data"),
}
_OF_PRAIRIELEARN = {
    "score", "gradable", "message", "output", "images", "format_errors", "tests",
}  # fmt: skip
_OF_THOSE_TESTS = {"name", "description", "points", "max_points", "message", "output", "images"}


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def faults(platform, text):
    """What is wrong with a result, by the platform's documentation: sentences, none if it is well formed."""
    result = json.loads(text)
    return list(_FAULTS[platform](result, text))


def is_graded(platform, text):
    """Whether the platform takes a mark from a result."""
    result = json.loads(text)
    if platform == "gradescope":
        # A score, or one with each test.
        tests = result.get("tests", [])
        return is_number(result.get("score")) or bool(tests and all("score" in t for t in tests))
    if platform == "prairielearn":
        return result.get("gradable", True) and is_number(result.get("score"))
    return is_number(result.get("fractionalScore"))


def _gradescope(result, text):
    yield from (f"{name} is no field" for name in result.keys() - _OF_GRADESCOPE)
    for name in ("visibility", "stdout_visibility"):
        if result.get(name, "visible") not in _VISIBILITY:
            yield f"{name} is {result[name]}"
    if not isinstance(result.get("output", ""), str):
        yield "output is no text"
    if not is_number(result.get("execution_time", 0)):
        yield "execution_time is no number"
    for test in result.get("tests", []):
        yield from (f"{name} is no field of a test" for name in test.keys() - _OF_ITS_TESTS)
        if not (is_number(test["score"]) and is_number(test["max_score"])):
            yield "a test has no score"
        if test["status"] not in ("passed", "failed"):
            yield f"a test's status is {test['status']}"
        if test["visibility"] not in _VISIBILITY:
            yield f"a test's visibility is {test['visibility']}"
        if not all(isinstance(test[name], str) for name in ("name", "number", "output")):
            yield "a test's name, number or output is no text"


def _prairielearn(result, text):
    yield from (f"{name} is no field" for name in result.keys() - _OF_PRAIRIELEARN)
    if len(text.encode()) > 1_000_000:
        yield "it has more than one megabyte"
    if result.get("gradable", True):
        if not is_number(result.get("score")) or not 0 <= result["score"] <= 1:
            yield "the score is not from 0 to 1"
    elif "format_errors" not in result:
        yield "it does not say why it is not gradable"
    for test in result.get("tests", []):
        yield from (f"{name} is no field of a test" for name in test.keys() - _OF_THOSE_TESTS)
        if not (is_number(test["points"]) and is_number(test["max_points"])):
            yield "a test has no points"


def _coursera(result, text):
    yield from (f"{name} is no field" for name in result.keys() - {"fractionalScore", "feedback"})
    if not isinstance(result.get("feedback"), str):
        yield "there is no feedback"
    if "fractionalScore" in result and not 0 <= result["fractionalScore"] <= 1:
        yield "the score is not from 0 to 1"


_FAULTS = {"gradescope": _gradescope, "prairielearn": _prairielearn, "coursera": _coursera}
