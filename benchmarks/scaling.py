"""How long a class takes on N machines: computed, since a bench has two cores.

`python -m benchmarks.scaling` prints a table. What it assumes: machines are alike and do nothing else;
a worker first starts, and computes the lessons' answers when it needs them first; jobs are handed out in
order to whoever is free; the client needs a fixed time for each job and does one at a time; nothing is
lost. What it knows of times is measured by `make bench` (section cluster) and given on the command line.
"""

import argparse
import heapq
import random
from dataclasses import dataclass

_WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


@dataclass(frozen=True)
class Costs:
    """What things take, in seconds.

    Args:
        submission: of one that is judged, on average; a few take several times as long.
        client: of the process that keeps the ledger, for each submission.
        start: of a worker, until it has proven what it is.
        references: of the lessons' answers, once on each worker.
        fixed: of the command before and after.
    """

    submission: float = 0.25
    client: float = 0.012
    start: float = 8.0
    references: float = 4.0
    fixed: float = 6.0


def seconds(count, workers, costs, seed=0):
    """How long a class takes.

    Args:
        count: of the submissions.
        workers: how many.
        costs: `Costs`.
        seed: of who takes how long.

    Returns:
        float: seconds
    """
    chance = random.Random(seed)
    free = [costs.start + costs.references] * workers
    handed_out = 0.0
    for _ in range(count):
        # Most take about the average, one in thirty waits for a time limit or two.
        lasting = costs.submission * (chance.uniform(0.6, 1.0) if chance.random() < 0.97 else 7.5)
        handed_out += costs.client
        begun = max(heapq.heappop(free), handed_out)
        heapq.heappush(free, begun + lasting)
    return costs.fixed + max(max(free), handed_out)


def table(count, costs, workers=_WORKERS):
    """(workers, seconds, times as fast as one, share of the workers' time in use) of each number."""
    one = seconds(count, 1, costs)
    rows = []
    for number in workers:
        each = seconds(count, number, costs)
        rows.append((number, each, one / each, one / each / number))
    return rows


def main(arguments=None):
    """Prints the table of a class."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--students", type=int, default=10_000)
    for name, usual in vars(Costs()).items():
        parser.add_argument(f"--{name}", type=float, default=usual, metavar="SECONDS")
    given = vars(parser.parse_args(arguments))
    count = given.pop("students")
    print(f"{count:,} submissions, {Costs(**given)}")
    print("workers   seconds   speed   in use")
    for number, each, faster, share in table(count, Costs(**given)):
        print(f"{number:7}   {each:7.0f}   {faster:5.1f}   {share:6.0%}")


if __name__ == "__main__":
    main()
