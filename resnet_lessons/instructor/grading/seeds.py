"""Which hidden settings judge an answer: those of one of a few seeds, by a keyed digest of its text.

What a student learns of one hidden run is of little use then: another text meets another seed, most
likely. An equal text meets the same one, so that it is judged the same. No two exercises have a seed
in common, since an answer may have others' references computed under its own.
"""

import hashlib
import hmac

# How many there are by default: right answers and misconceptions are computed for each of them.
SEEDS = 4
_LARGEST_SEED = 1 << 31


def seed_of(secret, exercise_id, text, seeds=SEEDS):
    """The seed of an answer's hidden settings.

    Args:
        secret: whole number, at least 0, that the report keeps.
        exercise_id: of the answer.
        text: of the answer's cell.
        seeds: how many there are; where it is one, the secret itself is the seed of all answers.

    Returns:
        whole number
    """
    if seeds == 1:
        return secret
    place = _digest(secret, f"{exercise_id}\0{text}") % seeds
    return _digest(secret, f"{exercise_id}\0seed {place}") % _LARGEST_SEED


def _digest(secret, text):
    key = str(secret).encode()
    # A notebook may hold halves of characters.
    message = text.encode(errors="surrogatepass")
    return int.from_bytes(hmac.new(key, message, hashlib.sha256).digest())
