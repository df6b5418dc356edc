"""How many of the students' answers are judged right, and how many mistakes a message names."""

_HEAD = (
    "answers",
    "wrongly passed",
    "right rejected",
    "named",
    "located",
    "neither",
    "share named",
)


def named_or_located(results):
    """The students' answers among some results, counted by exercise and by background.

    Args:
        results: `Judged`s of the instant check.

    Returns:
        two aligned tables as text. A wrong answer whose message lacks a word that it must hold counts
        as neither named nor located. A share is one of the wrong answers.
    """
    results = [result for result in results if result.trial.student]
    by_exercise = _grouped(results, lambda result: result.exercise)
    by_background = _grouped(results, lambda result: result.trial.student.background)
    return "\n\n".join(
        (
            _table("exercise", by_exercise | {"all": results}),
            _table("background", dict(sorted(by_background.items())) | {"all": results}),
        )
    )


def _grouped(results, key):
    groups = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    return groups


def _table(what, groups):
    lines = [(what, *_HEAD), *((name, *_counts(group)) for name, group in groups.items())]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([name.ljust(widths[0]), *map(str.rjust, cells, widths[1:])])
        for name, *cells in lines
    )


def _counts(results):
    wrong = [result for result in results if not result.trial.student.right]
    rejected = sum(r.verdict != "passed" for r in results if r.trial.student.right)
    passed = sum(result.verdict == "passed" for result in wrong)
    named, located = (
        sum(result.ok for result in wrong if result.trial.student.judged == judged)
        for judged in ("named", "located")
    )
    neither = len(wrong) - passed - named - located
    share = f"{named / len(wrong):.0%}" if wrong else "–"
    return *map(str, (len(results), passed, rejected, named, located, neither)), share
