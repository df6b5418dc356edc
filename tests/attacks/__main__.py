"""`python -m tests.attacks [NAME ...]` runs attacks and prints what each tried and what came of it."""

import argparse
import sys

from tests.attacks import ATTACKS
from tests.attacks.running import run


def _line(outcome):
    attack = outcome.attack
    marks = {mark.exercise: mark for mark in outcome.student.marks} if outcome.student else {}
    mark = marks.get(attack.target)
    got = f"{mark.verdict}, {mark.share:.0%}" if mark else "no mark"
    note = f" ({mark.note})" if mark and mark.note else ""
    state = "; ".join(outcome.faults) or "nothing gained"
    return f"{attack.name:<38} {got:<18} {state:<16} {attack.tries}{note}"


def main(arguments=None):
    """Prints a line for each attack; exit status 1 if one gained or broke something."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them if none is given")
    parser.add_argument("--seconds", type=float, default=5, help="time limit of each cell")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in ATTACKS]
    if unknown:
        parser.error(f"no attack {', '.join(unknown)}")
    outcomes = run([ATTACKS[name] for name in options.names or ATTACKS], options.seconds)
    for outcome in outcomes:
        print(_line(outcome), flush=True)
    came_through = sum(bool(outcome.faults) for outcome in outcomes)
    print(f"\n{len(outcomes) - 1} attacks and one honest submission; {came_through} with faults")
    return 1 if came_through else 0


if __name__ == "__main__":
    sys.exit(main())
