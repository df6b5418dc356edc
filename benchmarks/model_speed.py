"""The network of the lessons beside `keras.applications`' ResNets: a training step and an inference.

All are timed in one process under the same settings, through Keras' own `train_on_batch` and
`predict_on_batch`, and take turns, so that a noisy minute meets all of them. They differ in what they
compute, so times are compared per multiply-add, counted for all as in the lessons (`count_flops`); a
training step counts as three passes forward. The peak is that of a large matrix product timed in turn
with them, on the same device and in the same precision.
"""

import contextlib
import itertools
import statistics
import time
from dataclasses import asdict, dataclass
from math import prod

# First, for it says how TensorFlow is to compute.
import resnet_lessons as rl
from benchmarks.rows import row

STEPS = ("inference", "training step")
# Passes forward that a step costs, by convention: backward costs two.
PASSES = {"inference": 1, "training step": 3}
CLASSES = 1000
PEAK_SIDE = {"CPU": 4096, "GPU": 8192}
TIMES, IMAGES, PEAK = "model speed: one step", "images per second", "share of the device's peak"


@dataclass(frozen=True)
class Setting:
    """How the networks compute.

    Attributes:
        device: "CPU" or "GPU".
        data_format: "channels_last" or "channels_first".
        precision: "float32" or "mixed_bfloat16".
        xla: whether XLA compiles the step.
    """

    device: str = "CPU"
    data_format: str = "channels_last"
    precision: str = "float32"
    xla: bool = False

    @property
    def name(self):
        """Such as "CPU, channels_last, float32, XLA"."""
        parts = (self.device, self.data_format, self.precision, "XLA" if self.xla else "")
        return ", ".join(filter(None, parts))


SETTINGS = tuple(
    Setting(*values)
    for values in itertools.product(
        ("CPU", "GPU"),
        ("channels_last", "channels_first"),
        ("float32", "mixed_bfloat16"),
        (False, True),
    )
)


@dataclass(frozen=True)
class Measurement:
    """One network's step under one setting.

    Attributes:
        network: its name.
        step: "inference" or "training step".
        setting: `Setting`.
        multiply_adds: of one image's pass forward.
        images: in a batch.
        seconds: of each run.
        processor_seconds: of each run, of all cores; a busy machine stretches them less.
        peak: multiply-adds a second of a large matrix product in the same minutes.
    """

    network: str
    step: str
    setting: Setting
    multiply_adds: int
    images: int
    seconds: tuple[float, ...]
    processor_seconds: tuple[float, ...]
    peak: float

    @property
    def work(self):
        """Multiply-adds of the whole step."""
        return self.multiply_adds * self.images * PASSES[self.step]

    @property
    def nanoseconds(self):
        """Per 1,000 multiply-adds, of each run."""
        return tuple(1e12 * seconds / self.work for seconds in self.seconds)

    @property
    def images_per_second(self):
        """Of each run."""
        return tuple(self.images / seconds for seconds in self.seconds)

    @property
    def shares_of_peak(self):
        """Multiply-adds a second over the peak's, of each run."""
        return tuple(self.work / seconds / self.peak for seconds in self.seconds)

    def as_dict(self):
        """As JSON takes it."""
        return asdict(self) | {"setting": self.setting.name}


def devices():
    """("CPU",), or ("CPU", "GPU") where Keras' backend lists a graphics card."""
    import keras

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return ("CPU", "GPU") if tf.config.list_physical_devices("GPU") else ("CPU",)
    if keras.backend.backend() == "jax":
        import jax

        return ("CPU",) if jax.default_backend() == "cpu" else ("GPU",)
    raise SystemExit(f"no speed is measured on Keras' backend {keras.backend.backend()}")


def networks(num_layers=50):
    """{name: function from (image side in pixels, data format) to a `keras.Model` of 1,000 classes}.

    Args:
        num_layers: of the lessons' network, 18 to 200; Keras' rivals have 50.
    """
    import keras

    class Bare(rl.ResNetModel):
        """Without normalisation and ReLU, which multiply nearly nothing and take their time."""

        def pre_activation(self, inputs, is_training):
            return inputs

    def of_lessons(recipe):
        def build(side, data_format):
            return recipe(side, side, num_layers, CLASSES, data_format).build()

        return build

    def of_keras(make):
        def build(side, data_format):
            shape = (side, side, 3) if data_format == "channels_last" else (3, side, side)
            return make(
                weights=None, classes=CLASSES, classifier_activation=None, input_shape=shape
            )

        return build

    return {
        f"ResNetModel({num_layers})": of_lessons(rl.ResNetModel),
        "Keras ResNet50V2": of_keras(keras.applications.ResNet50V2),
        "Keras ResNet50": of_keras(keras.applications.ResNet50),
        f"ResNetModel({num_layers}) without normalisation and ReLU": of_lessons(Bare),
    }


@contextlib.contextmanager
def under(setting):
    """Keras under a setting; its own settings come back afterwards."""
    import keras

    kept = keras.config.image_data_format(), keras.config.dtype_policy()
    keras.config.set_image_data_format(setting.data_format)
    keras.config.set_dtype_policy(setting.precision)
    try:
        with keras.device(f"{setting.device.lower()}:0"):
            yield
    finally:
        keras.config.set_image_data_format(kept[0])
        keras.config.set_dtype_policy(kept[1])


def measured(setting, side=224, images=8, runs=5, makers=None, peak_side=None):
    """Times both steps of every network under one setting.

    Args:
        setting: `Setting`.
        side: of the square images, in pixels.
        images: in a batch.
        runs: that count, after one that does not.
        makers: as from `networks`, which are the default.
        peak_side: of the matrices whose product is the peak, or None for the device's own.

    Returns:
        list of `Measurement`
    """
    import keras
    import numpy as np

    makers = makers or networks()
    peak_side = peak_side or PEAK_SIDE[setting.device]
    random = np.random.default_rng(0)
    shape = (side, side, 3) if setting.data_format == "channels_last" else (3, side, side)
    with under(setting):
        batch = keras.ops.convert_to_tensor(random.random((images, *shape), "float32"))
        labels = keras.ops.convert_to_tensor(random.integers(0, CLASSES, images))
        models = {name: make(side, setting.data_format) for name, make in makers.items()}
        for model in models.values():
            model.compile(
                keras.optimizers.SGD(1e-3, momentum=0.9),
                keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                jit_compile=setting.xla,
            )
        counts = {name: multiply_adds(model) for name, model in models.items()}
        product = _product(peak_side, setting)
        found = []
        for step in STEPS:
            actions = {name: _action(model, step, batch, labels) for name, model in models.items()}
            times = in_turns(actions | {"peak": product}, runs)
            peak = peak_side**3 / min(times.pop("peak")[0])
            found += [
                Measurement(
                    name, step, setting, counts[name], images, tuple(wall), tuple(processor), peak
                )
                for name, (wall, processor) in times.items()
            ]
    keras.backend.clear_session()
    return found


def multiply_adds(model):
    """Of one image's pass forward: what `count_flops` counts, where each layer is called once.

    Nothing is run for it: with channels first, Keras runs a network outside a compiled function
    many times slower than inside.
    """
    return sum(
        prod(layer.output.shape[1:]) * prod(layer.kernel.shape[:-1])
        for layer in model.layers
        if hasattr(layer, "kernel")
    )


def _action(model, step, batch, labels):
    if step == "inference":
        return lambda: model.predict_on_batch(batch)
    return lambda: model.train_on_batch(batch, labels)


def _product(side, setting):
    """A function that multiplies two matrices in the setting's precision and waits for the result."""
    import keras

    # A processor without arithmetic of its own for bfloat16 is measured by what it can do.
    of_cards = setting.device == "GPU" and setting.precision == "mixed_bfloat16"
    matrix = keras.random.uniform((side, side), dtype="bfloat16" if of_cards else "float32")
    return lambda: keras.ops.convert_to_numpy(keras.ops.matmul(matrix, matrix)[0, 0])


def in_turns(actions, runs):
    """Times functions, one after another, again and again; each round begins with another one.

    Args:
        actions: {name: function without arguments}.
        runs: that count, after one that does not.

    Returns:
        {name: ([seconds of each run], [processor seconds of each run])}
    """
    names, times = list(actions), {name: ([], []) for name in actions}
    for number in range(-1, runs):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            clocks = time.perf_counter, time.process_time
            starts = [clock() for clock in clocks]
            actions[name]()
            taken = [clock() - start for clock, start in zip(clocks, starts, strict=True)]
            if number >= 0:
                for kept, seconds in zip(times[name], taken, strict=True):
                    kept.append(seconds)
    return times


def ratios(ours, rival, clock="seconds"):
    """Our time per multiply-add over a rival's, of each round.

    Args:
        ours, rival: `Measurement` of the same step, setting and rounds.
        clock: "seconds", or "processor_seconds" for the time of all cores.
    """
    pairs = zip(getattr(ours, clock), getattr(rival, clock), strict=True)
    return [one / ours.work / (other / rival.work) for one, other in pairs]


def chosen_settings(words=(), on=("CPU",)):
    """The settings whose name holds every word.

    Args:
        words: such as ["channels_last", "float32"]; "no XLA" leaves out what XLA compiles.
        on: devices that are there.

    Raises:
        ValueError: when no setting is left.
    """
    found = [
        setting
        for setting in SETTINGS
        if setting.device in on
        and all(_holds(setting, word.strip()) for word in words if word.strip())
    ]
    if not found:
        names = "\n".join(setting.name for setting in SETTINGS if setting.device in on)
        raise ValueError(f"no setting holds all of {', '.join(words)}; there are\n{names}")
    return found


def _holds(setting, word):
    return not setting.xla if word == "no XLA" else word in setting.name


def runs_of(setting, runs):
    """How often a setting is timed: without XLA a processor takes long for bfloat16, so once."""
    is_slow = setting.device == "CPU" and setting.precision != "float32" and not setting.xla
    return 1 if is_slow else runs


def rows(measurements):
    """What was measured, as rows of the table.

    Args:
        measurements: list of `Measurement`, the lessons' network before its rivals.

    Returns:
        list of `Row`: seconds, with our time per multiply-add over the rival's; images a second;
        share of the device's peak
    """
    found = []
    for (setting, step), group in _by_setting(measurements):
        ours, *rivals = group
        name = f"{setting.name}, {ours.images} images: {step}"
        found.append(row(TIMES, f"{name}, {ours.network}", ours.seconds))
        for rival in rivals:
            ratio = statistics.median(ratios(ours, rival))
            beside = "ours per multiply-add over this"
            found.append(
                row(TIMES, f"{name}, {rival.network}", rival.seconds, ratio=ratio, beside=beside)
            )
        for each in group:
            found.append(row(IMAGES, f"{name}, {each.network}", each.images_per_second, "images/s"))
            share = [100 * share for share in each.shares_of_peak]
            found.append(row(PEAK, f"{name}, {each.network}", share, "%"))
    return sorted(found, key=lambda each: (TIMES, IMAGES, PEAK).index(each.group))


def _by_setting(measurements):
    groups = {}
    for each in measurements:
        groups.setdefault((each.setting, each.step), []).append(each)
    return groups.items()
