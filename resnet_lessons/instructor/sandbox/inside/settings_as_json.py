"""Settings as JSON: the sandboxed process is told them in a message, not as Python objects."""

from resnet_lessons.course.exercises.exercise import Case, Setting


def to_json(case):
    """A `Case` or `Setting` as what `json.dumps` accepts."""
    if isinstance(case, Setting):
        return {"kind": "setting", "text": case.text, "values": dict(case.values)}
    return {
        "kind": "case",
        "height": case.height,
        "width": case.width,
        "channels": case.channels,
        "arguments": dict(case.arguments),
        "num_layers": case.num_layers,
        "data_format": case.data_format,
        "host": dict(case.host),
    }


def from_json(data):
    """The `Case` or `Setting` that `to_json` wrote; every list in it comes back as a tuple.

    Raises:
        ValueError: for anything that `to_json` does not write.
    """
    makers = {"setting": Setting, "case": Case}
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in makers:
        raise ValueError("this is neither a case nor a setting")
    fields = {name: _with_tuples(value) for name, value in data.items() if name != "kind"}
    try:
        return makers[kind](**fields)
    except TypeError as error:
        raise ValueError(f"this is no {kind}: {error}") from None


def _with_tuples(value):
    if isinstance(value, (list, tuple)):
        return tuple(map(_with_tuples, value))
    if isinstance(value, dict):
        return {name: _with_tuples(item) for name, item in value.items()}
    return value
