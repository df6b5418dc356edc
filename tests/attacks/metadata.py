"""Attacks on what a notebook says of itself: ids, points, checks, outputs."""

from tests.attacks.attack import ANY, Attack, HostileCell, right, wrong
from tests.attacks.writing import graded

_WRONG = wrong("pre_activation")
_RIGHT = right("pre_activation")
_PASSED = {
    "output_type": "stream",
    "name": "stdout",
    "text": ["✓ pre_activation: passed, 2 of 2 points\n", "2"],
}


def _cell(source, grade_id="pre_activation", outputs=(), **changes):
    metadata = graded(grade_id, solution=True) | changes
    return HostileCell(source, "pre_activation", {"nbgrader": metadata}, outputs)


def _wrong(name, tries, *cells, **expected):
    expected = {"verdicts": ANY[1:]} | expected
    return Attack(name, tries, cells, **expected)


_POINTS = (
    _wrong("thousand_points", "says that its cell is worth a thousand", _cell(_WRONG, points=1000)),
    _wrong(
        "negative_points", "says that its cell is worth less than nothing", _cell(_WRONG, points=-1)
    ),
    _wrong(
        "points_that_are_none",
        "says that its cell is worth no number",
        _cell(_WRONG, points=float("nan"), grade=True),
    ),
    _wrong(
        "points_as_text",
        "has texts, lists and objects where nbgrader's facts stand",
        _cell(_WRONG, points="2; DROP TABLE grade", grade={}, solution=[], schema_version="<b>"),
    ),
    _wrong(
        "manual_grade",
        "says that its cell was graded by hand, with full points",
        _cell(
            _WRONG, task=True, grade=True, points=2, manual_score=2, auto_score=2, extra_credit=9
        ),
    ),
)

_IDS = (
    _wrong(
        "id_of_another_exercise",
        "gives an easy answer the id of an exercise that is worth more",
        _cell(_RIGHT, "bottleneck_block"),
        # It is the right answer to the easy one, if a grader finds it by its name.
        verdicts=ANY,
        share=1.0,
    ),
    _wrong(
        "one_id_many_cells",
        "answers one exercise in fifty cells",
        *[_cell(_WRONG) for _ in range(50)],
    ),
    _wrong(
        "many_ids_one_function",
        "hands in one function for every exercise",
        *[
            HostileCell(f"{name} = lambda *a, **k: a[1]", name)
            for name in ("pre_activation", "regular_block", "bottleneck_block", "block_layer")
        ],
    ),
    _wrong(
        "id_with_markup",
        "has ids that hold markup, paths and a megabyte of text",
        _cell(_WRONG, "<img src=x onerror=alert('@MARKER@')>"),
        _cell("x = 1", "../../../../tmp/@MARKER@"),
        _cell("x = 1", "x" * 1_000_000),
        _cell("x = 1", "'; DROP TABLE marks; --"),
        markup=("<img src=x onerror",),
        forbidden=("x" * 2000,),
    ),
    _wrong(
        "id_that_is_no_text",
        "has ids that are lists, numbers and nothing",
        _cell(_WRONG, ["pre_activation"]),
        _cell(_WRONG, 7),
        _cell(_WRONG, None),
    ),
)

_CHECKS = (
    Attack(
        "rewritten_check",
        "has a check cell that prints that it passed, and whose value is the points",
        (
            HostileCell(_WRONG, "pre_activation"),
            HostileCell(
                "print('passed')\n2",
                "pre_activation",
                {"nbgrader": graded("pre_activation_check", points=2)},
                (_PASSED,),
            ),
        ),
    ),
    Attack(
        "answer_in_a_check",
        "answers in the locked cell of the check, and hands in a hole besides",
        (
            HostileCell(_WRONG, "pre_activation"),
            HostileCell(
                "class rl:\n    check = staticmethod(lambda *a: 2)\n\n\nrl.check('pre_activation', 2)",
                "pre_activation",
                {"nbgrader": graded("pre_activation_check", points=2)},
            ),
        ),
    ),
    Attack(
        "false_outputs",
        "has outputs that say it passed",
        (HostileCell(_WRONG, "pre_activation", outputs=(_PASSED,)),),
    ),
    Attack(
        "outputs_with_markup",
        "has outputs and tracebacks with markup in them",
        (
            HostileCell(
                _WRONG,
                "pre_activation",
                outputs=(
                    {
                        "output_type": "display_data",
                        "metadata": {},
                        "data": {
                            "text/html": "<script>alert('@MARKER@')</script>",
                            "image/svg+xml": "<svg onload=alert('@MARKER@')>",
                            "application/javascript": "alert('@MARKER@')",
                        },
                    },
                    {
                        "output_type": "error",
                        "ename": "<script>",
                        "evalue": "<script>alert('@MARKER@')</script>",
                        "traceback": ["<script>alert('@MARKER@')</script>"],
                    },
                ),
            ),
        ),
        markup=("<script>alert(", "<svg onload"),
    ),
    Attack(
        "large_outputs",
        "has outputs of 15 MB",
        (
            HostileCell(
                _RIGHT,
                "pre_activation",
                outputs=(
                    {
                        "output_type": "stream",
                        "name": "stdout",
                        "text": ["@MARKER@\n" * 500] * 1000,
                    },
                ),
            ),
        ),
        verdicts=(*ANY, "unreadable"),
        share=1.0,
        forbidden=("@MARKER@\n@MARKER@",),
    ),
)

ATTACKS = _POINTS + _IDS + _CHECKS
