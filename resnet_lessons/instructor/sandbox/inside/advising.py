"""Advice on errors, made where Keras is loaded. Only texts come here, and nothing of a student's runs."""

from contextlib import suppress

from keras import layers

from resnet_lessons.checker.advice import Raised, advice

from .channel import Closed, receive, send


def serve(connection):
    """Answers facts about errors, as `advised` takes them, until the other side has gone."""
    with suppress(Closed):
        while True:
            facts, _ = receive(connection)
            send(connection, advised(facts))


def advised(facts):
    """What we say of an error.

    Args:
        facts: {field of `Raised`: value}, with lists for sets and tuples.

    Returns:
        {"words": a sentence or two, or "", "layers": the names of Keras' layers}
    """
    sets = {name: frozenset(facts[name]) for name in ("names", "set_attributes")}
    try:
        words = advice(Raised(**facts | sets | {"parameters": tuple(facts["parameters"])}))
    except Exception:
        # An error that no program raised may ask for what there is not; grading goes on.
        words = ""
    return {"words": words, "layers": dir(layers)}
