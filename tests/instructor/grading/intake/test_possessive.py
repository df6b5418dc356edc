"""Repeats that give nothing back find the same on every Python, as it is written on none of them by hand."""

import itertools
import random
import re

import pytest

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.grading.intake import possessive

# A group, and what its texts are made of; the second decides by what follows, as a docstring's end does.
_GROUPS = {
    r"\\.|[^'\\]": "'\\a",
    r"\\.|(?!''')[^\\]": "'\\a",
    r"ab?c": "abc",
    r"[ ]*\n|[^\n]*\\\n": " \\\na",
}


def _texts(letters):
    short = itertools.chain.from_iterable(itertools.product(letters, repeat=n) for n in range(6))
    draw = random.Random(3)
    long = (draw.choices(letters, k=40) for _ in range(300))
    return ["".join(each) for each in (*short, *long)]


@pytest.mark.parametrize("is_right", [True, False])
@pytest.mark.parametrize("group", _GROUPS)
@pytest.mark.parametrize("least", [0, 1])
def test_as_many_as_there_are_and_no_less(monkeypatch, group, least, is_right):
    if is_right and not possessive._IS_RIGHT:
        pytest.skip("this Python does not match it rightly")
    monkeypatch.setattr(possessive, "_IS_RIGHT", is_right)
    pattern = re.compile(possessive.repeated(group, least), re.S)
    one = re.compile(f"(?:{group})", re.S)
    for text in _texts(_GROUPS[group]):
        end, count = 0, 0
        while (found := one.match(text, end)) and found.end() > end:
            end, count = found.end(), count + 1
        matched = pattern.match(text)
        assert (matched.end() if matched else None) == (end if count >= least else None), text


def test_bytes_stay_bytes():
    assert re.fullmatch(possessive.repeated(rb"ab?c") + b"d", b"acabcd")


def test_nobody_writes_one_by_hand():
    written = re.compile(r"\)[*+]\+")
    modules = [path for path in PACKAGE.rglob("*.py") if path.name != "possessive.py"]
    assert len(modules) > 100
    for path in modules:
        code = "\n".join(line.partition("#")[0] for line in path.read_text().splitlines())
        assert not written.search(code), path
