"""Settings travel as JSON and come back as they were."""

import json

import pytest

from resnet_lessons.course.exercises import EXERCISES, Case, Setting
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.sandbox.inside.settings_as_json import from_json, to_json


def with_tuples(value):
    if isinstance(value, (list, tuple)):
        return tuple(map(with_tuples, value))
    if isinstance(value, dict):
        return {name: with_tuples(item) for name, item in value.items()}
    return value


def travelled(case):
    return from_json(json.loads(json.dumps(to_json(case))))


@pytest.mark.parametrize("name", EXERCISES)
def test_every_setting_comes_back(name):
    for seed in (1, 2**32 - 1):
        for case in hidden.cases(EXERCISES[name], seed):
            again = travelled(case)
            assert type(again) is type(case)
            assert with_tuples(vars(again)) == with_tuples(vars(case))
            assert to_json(again) == to_json(travelled(again))
            if isinstance(case, Case):
                assert again == case
                assert list(again.arguments) == list(case.arguments), "they are given by place"


def test_lists_become_tuples_however_deep():
    case = Setting("text", {"shape": [1, [2, {"deeper": [3]}]], "name": "word", "flag": True})
    values = travelled(case).values
    assert values == {"shape": (1, (2, {"deeper": (3,)})), "name": "word", "flag": True}


def test_what_was_sent_stays_as_it_was():
    case = Setting("text", {"sizes": [1, 2]})
    data = to_json(case)
    data["values"]["sizes"] = None
    assert case.values == {"sizes": [1, 2]}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "case",
        {},
        {"kind": "exercise"},
        {"kind": "case"},
        {"kind": "setting", "text": "x"},
        {"kind": "setting", "text": "x", "values": {}, "more": 1},
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError, match="this is"):
        from_json(data)
