"""One class graded by threads and by workers of a cluster on this machine, one and two of each.

Every run has a report of its own, so that nothing is known before. The times are those of the whole
command.
"""

from benchmarks import grading

CHAPTER = 2
# Label -> options of the grader's command.
WAYS = {
    "one thread": ("--workers", "1"),
    "two threads": ("--workers", "2"),
    "one worker": ("--cluster", "local:1"),
    "two workers": ("--cluster", "local:2"),
}


def measured(count=24, runs=1):
    """{way: [seconds of each run]}; they take turns, so that a noisy minute meets all of them."""
    found = {way: [] for way in WAYS}
    with grading.course(CHAPTER, count) as made:
        for _ in range(runs):
            for way, options in WAYS.items():
                found[way].append(made.ours("--seed", 2015, *options).wall)
    return found
