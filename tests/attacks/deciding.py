"""Attempts to learn from the grader, while it still listens, which of several answers is the right one."""

from tests.attacks.attack import FAILED, Attack, HostileCell, right

_FIRST = '''
def first(self, inputs, is_training=None):
    return ops.zeros_like(inputs)


def frame_with(name):
    import sys

    frame = sys._getframe()
    while name not in frame.f_locals:
        frame = frame.f_back
    return frame


def when_wrong(do):
    """Has something done as soon as the grader says that an answer need not be traced."""
    telling = frame_with("telling").f_locals["telling"]
    if hasattr(telling, "asked_before"):
        return
    ask = telling.asked_before = telling._ask

    def asking(header, arrays):
        reply = ask(header, arrays)
        if reply[0].get("traced") is False:
            do()
        return reply

    telling._ask = asking
'''
_TELL_ANOTHER = """
def tell_another():
    frame = frame_with("notebook")
    told, probe = frame.f_locals, frame.f_globals["probing"].probe
    seed, lean = told["asked"]["seed"], told["lean"]
    groundwork = told["groundwork"]
    found = probe(told["exercise"], second, seed, told["cases"], groundwork, is_traced=False, lean=lean)
    object.__setattr__(frame_with("observation").f_locals["observation"], "outcomes", found.outcomes)


def pre_activation(self, inputs, is_training=None):
    when_wrong(tell_another)
    return first(self, inputs, is_training)
"""
_TRY_ANOTHER = """
def pre_activation(self, inputs, is_training=None):
    import os

    asked = frame_with("asked").f_locals["asked"]
    if asked["traced"] is True:
        # On the careful path nobody says what is wrong, and a right answer would be no attack.
        return first(self, inputs, is_training)
    if not asked["lean"]:
        return second(self, inputs, is_training)
    when_wrong(lambda: {end})
    return first(self, inputs, is_training)
"""
_UNSETTLED = 'setattr(frame_with("lean").f_locals["method"].lean, "was_refused", True)'
_SECOND = right("pre_activation").replace("def pre_activation", "def second")


def _choosing(name, tries, code):
    source = f"{_FIRST}\n\n{_SECOND}\n\n{code}".strip() + "\n"
    return Attack(name, tries, (HostileCell(source, "pre_activation"),), verdicts=FAILED, share=0.0)


_NUMBERS = (
    _choosing(
        "other_numbers_once_they_are_wrong",
        "tells the numbers of another answer once the grader says that the first need not be traced",
        _TELL_ANOTHER,
    ),
    _choosing(
        "end_once_they_are_wrong",
        "ends its process once its numbers are wrong, and has others for the next one",
        _TRY_ANOTHER.format(end="os._exit(0)"),
    ),
    _choosing(
        "unsettled_once_they_are_wrong",
        "says that lean layers are not enough once its numbers are wrong, and has others without them",
        _TRY_ANOTHER.format(end=_UNSETTLED),
    ),
)

ATTACKS = _NUMBERS
