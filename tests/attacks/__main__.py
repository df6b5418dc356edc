"""`python -m tests.attacks [NAME ...]` runs attacks and prints what each tried and what came of it."""

import argparse
import sys
import tempfile

from tests.attacks import ATTACKS, CONTROL, through_zip
from tests.attacks.running import run
from tests.instructor.autograder.place import PLACES


def _line(outcome):
    attack = outcome.attack
    marks = {mark.exercise: mark for mark in outcome.student.marks} if outcome.student else {}
    mark = marks.get(attack.target)
    got = f"{mark.verdict}, {mark.share:.0%}" if mark else "no mark"
    note = f" ({mark.note})" if mark and mark.note else ""
    state = "; ".join(outcome.faults) or "nothing gained"
    seconds = f"{outcome.seconds:4.0f} s " if outcome.seconds else ""
    return f"{attack.name:<38} {got:<18} {seconds}{state:<16} {attack.tries}{note}"


def _outcomes(attacks, options):
    if not options.through:
        yield from run(attacks, options.seconds)
        return
    fit = [attack for attack in attacks if through_zip.fits(attack)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from through_zip.run(fit, options.through, folder, options.at_once)


def main(arguments=None):
    """Prints a line for each attack; exit status 1 if one gained or broke something."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them if none is given")
    parser.add_argument("--seconds", type=float, default=5, help="time limit of each cell")
    parser.add_argument(
        "--through",
        choices=PLACES,
        help="hand each in alone, through this platform's unpacked zip, with its own limits",
    )
    parser.add_argument("--at-once", type=int, default=1, help="how many containers share them")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in ATTACKS]
    if unknown:
        parser.error(f"no attack {', '.join(unknown)}")
    outcomes = []
    for outcome in _outcomes([ATTACKS[name] for name in options.names or ATTACKS], options):
        print(_line(outcome), flush=True)
        outcomes.append(outcome)
    came_through = sum(bool(outcome.faults) for outcome in outcomes)
    honest = sum(outcome.attack is CONTROL for outcome in outcomes)
    count = {1: "one honest submission"}.get(honest, f"{honest} honest submissions")
    print(f"\n{len(outcomes) - honest} attacks and {count}; {came_through} with faults")
    return 1 if came_through else 0


if __name__ == "__main__":
    sys.exit(main())
