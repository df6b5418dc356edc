"""Which hidden settings judge an answer: those of one of a few seeds, by a keyed digest of its text.

Each run of the grader has seeds of its own for what is handed in since the last one: so whatever a
student learns of a hidden run is of no use when something else is handed in. An equal text meets the
same seed, so that it is judged the same. No two exercises have a seed in common, since an answer may
have others' references computed under its own.
"""

import hashlib
import hmac

# How many there are by default: right answers and misconceptions are computed for each of them.
SEEDS = 4
_LARGEST_SEED = 1 << 31


def seed_of(secret, exercise_id, text, seeds=SEEDS, run=0):
    """The seed of an answer's hidden settings.

    Args:
        secret: whole number, at least 0, that the report keeps.
        exercise_id: of the answer.
        text: of the answer's cell.
        seeds: how many a run has; where it is one, the secret itself is the first run's, as tests want it.
        run: number of the run in which the answer was first handed in.

    Returns:
        whole number
    """
    place = _digest(secret, f"{exercise_id}\0{text}") % seeds
    return _seed_at(place, secret, exercise_id, seeds, run)


def seeds_of(secret, exercise_id, seeds=SEEDS, run=0):
    """All seeds of an exercise in a run, as a tuple; see `seed_of`."""
    return tuple(_seed_at(place, secret, exercise_id, seeds, run) for place in range(seeds))


def _seed_at(place, secret, exercise_id, seeds, run):
    if seeds == 1 and run == 0:
        return secret
    return _digest(secret, f"{exercise_id}\0seed {place} of run {run}") % _LARGEST_SEED


def _digest(secret, text):
    key = str(secret).encode()
    # A notebook may hold halves of characters.
    message = text.encode(errors="surrogatepass")
    return int.from_bytes(hmac.new(key, message, hashlib.sha256).digest())
