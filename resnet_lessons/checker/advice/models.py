"""What Keras says of models, of layers in them, and of their weights and gradients."""

import re

from resnet_lessons.checker.advice.words import what_kind

# Of few numbers and nothing else: what is read from a message may be shown in the grader's feedback.
_SHAPE = r"\(((?:(?:None|\d+),? ?){0,6})\)"
_BLOCKS = ("regular_block", "bottleneck_block")


def of_a_model(raised):
    """What to say where a model, a layer in it, or a tape is used in a way that it is not made for."""
    for pattern, say in _RULES:
        found = re.search(pattern, raised.message, re.DOTALL)
        if found:
            words = say if isinstance(say, str) else say(found, raised)
            if words:
                return words.format("", *(group or "" for group in found.groups()))
    return ""


def _not_a_layer(found, raised):
    """What stands among the layers of a `Sequential`; the last class that is named is its own."""
    kinds = re.findall(r"\(of type <class '([\w.]+)", found.group(1))
    kind = kinds[-1].split(".")[-1] if kinds else ""
    if not kind and found.group(1).startswith("functools.partial"):
        kind = "partial"
    what = what_kind(kind)
    begin = f"{what[0].upper()}{what[1:]} is among the layers of `keras.Sequential`"
    advice = {
        "a class": "Make the layer: `layers.ReLU()`",
        "a function": "It takes layers only: call the function yourself, on what the one before "
        "it returned",
        "a string": "It takes layers only, such as `layers.ReLU()`",
        "a list": "Its layers belong in the list itself: `[first, *others]`",
        "a tensor": "A layer was called there: put in the layer itself, as in `layers.ReLU()`",
    }
    if not kind:
        return "One of the layers of `keras.Sequential` is not a layer."
    return f"{begin}. {advice.get(what, 'It takes layers only')}."


def _axes(found, raised):
    kernel, arrived = (text.count(",") + 1 for text in found.groups())
    words = f"The tensor that arrives has {arrived} axes, but this convolution takes {kernel}."
    if arrived > kernel and "Input" in raised.names:
        words += (
            " `keras.Input` adds the batch by itself: does the shape that you hand it hold the batch "
            "already? `model.input_shape[1:]` leaves it out."
        )
    return words


def _side_by_side(found, raised):
    words = "Tensors that are put side by side must agree in every other axis."
    if raised.function in _BLOCKS:
        words += " In a residual block the two paths are added, not put side by side."
    return words


def _only_symbolic(found, raised):
    if raised.parameters[:1] == ("self",):
        return (
            "Your answer gets tensors and returns a tensor: `keras.Model(inputs, outputs)` is made from "
            "it later. Return the tensor."
        )
    return (
        "`keras.Model(inputs, outputs)` takes symbolic tensors, such as `model.input` and "
        "`model.output`, where the second was computed from the first."
    )


def _not_connected(found, raised):
    if raised.function == "lesion":
        return (
            "`keras.Model(inputs, outputs)` was given an output that is not computed from these "
            "inputs alone. Inside a network, begin at a point that every path goes through, such "
            "as the `_output` of a block."
        )
    return (
        "`keras.Model(inputs, outputs)` was given an output that was not computed from this input. Is it "
        "an old tensor of a part, such as `head.output`? Call the part on the new one: `head(features)`. "
        "Or are the two exchanged, or was an input made that no layer reads?"
    )


def _no_tensor(found, raised):
    what = what_kind(found.group(1))
    if "layers." in found.group(1):
        what = f"the layer {found.group(1).split('.')[-1]} itself"
    hint = " What it computes is `model.output`, or what calling it returns." * (what == "a model")
    return f"{what[0].upper()}{what[1:]} is given where a tensor is expected.{hint}"


def _not_to_be_set(found, raised):
    name = found.group(1)
    if name in ("kernel", "bias", "gamma", "beta"):
        return f"`.{name}` cannot be replaced, but its numbers can: `layer.{name}.assign(values)`."
    return f"`.{name}` is computed by Keras and cannot be set."


def _not_followed(found, raised):
    what = what_kind(found.group(1))
    if what == "an array" and "model" not in raised.parameters:
        return (
            "`tape.gradient` was given a NumPy array, which no tape follows. Make a variable of it "
            "first, `tf.Variable(array)`, and compute with that: a tape watches variables by "
            "itself."
        )
    if what == "an array":
        return (
            "`tape.gradient(loss, weights)` was given a NumPy array, which does not say how it was "
            "computed. Compute with `model(images)` and functions of `ops`."
        )
    return f"`tape.gradient(loss, weights)` takes tensors and weights, but was given {what}."


def _filters(found, raised):
    words = "A convolution is asked for {1} filters, but needs at least 1."
    if raised.function == "bottleneck_block":
        words += " Is `filters` divided? It is already the narrow width."
    return words


def _normalization_axis(found, raised):
    is_inside = not raised.passed_through or "build" in raised.passed_through
    found = re.search(r"(Batch|Layer|RMS|Unit)Normalization\(", raised.line)
    if not found or not is_inside:
        return ""
    return (
        f"The tensor has no such axis: `axis`, the first argument of `layers.{found.group(1)}"
        "Normalization`, is the number of the channels' axis, not how many channels there are."
    )


# What a message says -> what to say of it, {1} being what stands in its first parentheses.
_RULES = (
    (r"Only instances of `keras.Layer` can be added.*?Received: (.*)", _not_a_layer),
    (
        r"does not have a `call\(\)` method implemented",
        "A class of Keras computes in its method `call(self, inputs)`, and yours has none. Does it "
        "have another name there, such as `forward` in PyTorch?",
    ),
    (
        r"forgot to call `super\(\)\.__init__\(\)`",
        "`__init__` of your class has to begin with `super().__init__()`, so that Keras knows it.",
    ),
    (
        rf"Kernel shape must have the same length as input.*?kernel of shape {_SHAPE} and input of "
        rf"shape {_SHAPE}",
        _axes,
    ),
    (
        r"non-persistent GradientTape",
        "Either this tape was asked before: ask it once, for all weights, or make it with "
        "`tf.GradientTape(persistent=True)`. Or it recorded nothing: it records inside "
        "`with tf.GradientTape() as tape:`.",
    ),
    (r"'([\w.]+)' object has no attribute '_id'", _not_followed),
    (
        r"of type 'ndarray', not tf\.Tensor",
        "`tape.watch` takes tensors. Make one of the array first, `tf.constant(array)`, and compute with "
        "that.",
    ),
    (
        r"Identity matrix initializer can only be used for 2D",
        "This initialiser makes matrices, which have two axes; a kernel has four: height, width, "
        "channels in, channels out. Begin with zeros and set what is not zero.",
    ),
    (
        r"is not connected to `inputs`|`inputs` not connected to `outputs`",
        _not_connected,
    ),
    (r"All `(?:inputs|outputs)` values must be KerasTensors", _only_symbolic),
    (
        r"Unrecognized keyword arguments passed to (?:Model|Functional): .*'(?:input|output)':",
        "`keras.Model` is given `inputs` and `outputs`, both with an s.",
    ),
    (
        r"is not optional, but None was passed",
        "None is given where a tensor is expected. A `call` without a `return` line gives None, "
        "and a shape, which is not a tensor, may hold it.",
    ),
    (r"Inputs to a layer should be tensors\. Got .*?\(of type <class '([\w.]+)'>", _no_tensor),
    (
        r'The name "(\w+)" is used (\d+) times',
        "{2} layers of the network are called `{1}`. Leave `name` out: Keras gives each a name of "
        "its own.",
    ),
    (
        rf"incompatible with the layer: expected shape={_SHAPE}, found shape={_SHAPE}",
        "A tensor of shape ({2}) was handed to a model that takes ({1}); None stands for any size. "
        "The last is the number of channels.",
    ),
    (
        r"Invalid input shape for input",
        "A model was handed a tensor of a shape that it does not take.",
    ),
    (
        r"interpret initializer identifier",
        'An initialiser is a name in quotation marks, such as `"zeros"`.',
    ),
    (
        r"with a weight list of length (\d+), but the layer was expecting (\d+) weights",
        "The list holds {1} arrays, but the layer has {2} weights: `set_weights` takes one for "
        "each, in the order of `get_weights()`.",
    ),
    (
        rf"must match\. variable\.shape={_SHAPE}, Received: value\.shape={_SHAPE}",
        "A weight of shape ({1}) is given a value of shape ({2}), but the two must agree. "
        "`ops.zeros_like(weight)` makes zeros of a weight's shape.",
    ),
    (r"property '(\w+)' of '\w+' object has no setter", _not_to_be_set),
    (
        r"retrieve layer at index (\d+) but model only has (\d+)",
        "The model has {2} layers, numbered from 0, but number {1} is asked for.",
    ),
    (
        r"must call `compile\(\)` before",
        "Only a model that was compiled can learn by `fit`. Does the exercise ask for training?",
    ),
    (
        r"requires inputs with matching shapes|Ranks of all input tensors should match"
        r"|Dimensions of inputs should match|must match exactly",
        _side_by_side,
    ),
    (r"strictly positive value\. Received filters=(-?\d+)", _filters),
    (r"^tuple index out of range", _normalization_axis),
    (
        r"`target` and `output` must have the same|must have rank \(ndim\) `target\.ndim - 1`",
        "Labels and predictions have shapes that this loss does not take. For labels that are whole "
        "numbers it is `keras.losses.sparse_categorical_crossentropy(labels, logits, "
        "from_logits=True)`, labels first.",
    ),
    (
        r"A KerasTensor is symbolic",
        "A symbolic tensor has a shape but no numbers yet, so NumPy, `float`, `int` and `if` "
        "cannot read it. Functions of `ops` and layers can.",
    ),
    (
        r"'(?:[\w.]*EagerTensor|ndarray)' object has no attribute '(?:sparse|_keras_history)'",
        "A symbolic tensor, such as `keras.Input` makes, meets one that holds numbers. Compute from what "
        "your function was given.",
    ),
    (
        r"KerasTensor cannot be used as input to a TensorFlow function",
        "Keras builds the network with symbolic tensors, which functions of TensorFlow refuse. Those "
        "of `ops` and `layers` take them: `ops.relu` for `tf.nn.relu`.",
    ),
)
