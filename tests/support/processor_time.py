"""Time that does not grow where others keep the machine busy."""

import time


def fastest(*actions):
    """Processor seconds of the fastest of five runs of each action, after one that is not counted.

    They take turns: what slows the machine down for a second or two slows all of them.
    """
    for action in actions:
        action()
    rounds = [[_seconds(action) for action in actions] for _ in range(5)]
    return [min(seconds) for seconds in zip(*rounds, strict=True)]


def _seconds(action):
    start = time.process_time()
    action()
    return time.process_time() - start
