"""Explorers of the experiments of chapters 5 and 6: the recorded runs, and a button that measures here."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from resnet_lessons import experiments, figures
from resnet_lessons.display import Message
from resnet_lessons.experiments import EXPERIMENTS
from resnet_lessons.widgets.explorer import Control
from resnet_lessons.widgets.live import Experiment, LiveExplorer


@dataclass(frozen=True)
class _Panel:
    """How one experiment is shown and measured.

    Attributes:
        title: what can be explored.
        control: from the recorded run to (options, `Control`): an option is what `draw` and
            `settings` are called with, its text what stands on the control.
        draw: from (run, option) to a `LessonFigure`.
        settings: from an option to keyword arguments of the experiment's `run`.
        seconds: from an option to how long a run takes on two free cores, in tens; `make bench`
            measures it at both ends of the control.
        networks: which ones a run here uses, in words, where they are trained ones.
    """

    title: str
    control: Callable
    draw: Callable
    settings: Callable
    seconds: Callable
    networks: str = ""


def experiment(name):
    """An experiment's recorded run with a control, and a button that measures here.

    Args:
        name: one of `experiments.EXPERIMENTS`.

    Returns:
        `LiveExplorer`, or a `Message` where there is no such experiment.
    """
    if not isinstance(name, str) or name not in EXPERIMENTS:
        return Message(f"There is no experiment {name!r}. There are {', '.join(EXPERIMENTS)}.")
    panel, module = _PANELS[name], getattr(experiments, name)
    recorded, facts = module.recorded()
    options, control = panel.control(recorded)
    return LiveExplorer(
        panel.title,
        (control,),
        Experiment(
            recorded=recorded,
            recorded_note=_recorded_note(facts),
            draw=lambda position, run: panel.draw(run, options[position[0]]),
            settings=lambda position: panel.settings(options[position[0]]),
            seconds=lambda position: panel.seconds(options[position[0]]),
            run=module.run,
            in_words=lambda settings: _in_words(settings, panel.networks),
            can_be_watched="watch" in inspect.signature(module.run).parameters,
        ),
    )


def _recorded_note(facts):
    return (
        f"Recorded: {_counted(len(facts['seeds']), 'seed')}, {facts['processor_seconds']:,} s of "
        f"processor time ({facts['command']})."
    )


def _counted(number, word):
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


# Setting -> its words. What the control says already is left out.
_WORDS = {
    "seeds": lambda seeds: "seed " + ", ".join(map(str, seeds)),
    "images": lambda images: _counted(images, "image"),
    "epochs": lambda epochs: _counted(epochs, "epoch"),
    "networks": lambda networks: f"{_counted(networks, 'network')} of each kind",
    "samples": lambda samples: f"{_counted(samples, 'path')} of each length",
    "points": lambda points: f"{points} × {points} points",
}


def _in_words(settings, networks=""):
    words = [_WORDS[name](value) for name, value in settings.items() if name in _WORDS]
    return ", ".join([*words, networks] if networks else words)


def _place(run, seed):
    """The place of a seed in a run."""
    return list(run.seeds).index(seed)


def _by_depth(unit, start):
    """A slider over a run's depths."""

    def control(run):
        depths = [int(depth) for depth in run.depths]
        texts = tuple(f"{depth} {unit}" for depth in depths)
        return depths, Control("depth", texts, depths.index(start))

    return control


def _by_length(run):
    """A slider over the lengths of paths; it begins with the most frequent one."""
    lengths = [int(length) for length in run.lengths]
    texts = tuple(str(length) for length in lengths)
    return lengths, Control("branches on the path", texts, len(lengths) // 2)


def _by_seed(run):
    seeds = [int(seed) for seed in run.seeds]
    return seeds, Control("seed", tuple(map(str, seeds)), kind="choice")


def _choice(label, texts, start=0):
    """A choice among {option: text}."""
    control = Control(label, tuple(texts.values()), start, "choice")
    return lambda run: (list(texts), control)


def _variants(run):
    words = experiments.shortcut_variants.VARIANTS
    names = [str(name) for name in run.variants]
    texts = tuple(words[name][0] for name in names)
    return names, Control("variant", texts, min(1, len(names) - 1), "choice")


def _starts(run):
    """Every start but the usual one, which is drawn beside each."""
    words = experiments.block_starts.STARTS
    names = [str(name) for name in run.starts if name != "usual"]
    return names, Control("start", tuple(words[name] for name in names), kind="choice")


def _stream_kinds(run):
    kinds = experiments.residual_streams.KINDS
    return list(kinds), Control("normalisation", kinds, kind="choice")


def _of_depth(depth):
    """Fewer images for a deeper network, so that its run takes less than a minute too."""
    images = 3000 if depth < 40 else 2000 if depth < 50 else 1500
    return {"depths": (depth,), "seeds": (0,), "epochs": 1, "images": images}


def _two_variants(variant):
    return ("original",) if variant == "original" else ("original", variant)


_SHIPPED = "the networks that ship with the lessons"
_PANELS = {
    "degradation": _Panel(
        "Is a deeper network better on its training images?",
        _by_depth("layers", 42),
        figures.depth_losses,
        _of_depth,
        lambda depth: 10 if depth < 20 else 20,
    ),
    "growth": _Panel(
        "What do five more blocks do to a good network?",
        _by_seed,
        lambda run, seed: figures.growth_by_seed(run, _place(run, seed)),
        lambda seed: {"seeds": (seed,), "epochs": 1, "images": 1000},
        lambda seed: 30,
        "the lessons' network of twenty blocks",
    ),
    "gradients": _Panel(
        "How large is the gradient in each block before training?",
        _by_depth("layers", 52),
        figures.block_gradients,
        lambda depth: {"depths": (depth,), "seeds": (0,), "images": 128},
        lambda depth: 10,
    ),
    "shattering": _Panel(
        "Do nearby inputs have similar gradients?",
        _by_depth("layers", 24),
        figures.shattered_gradients,
        lambda depth: {"depths": (depth,), "seeds": (0,), "networks": 5},
        lambda depth: 10 if depth < 50 else 20,
    ),
    "shortcut_variants": _Panel(
        "What if something is on the shortcut?",
        _variants,
        figures.variant_losses,
        lambda variant: {"variants": _two_variants(variant), "seeds": (0,), "images": 2000},
        lambda variant: 10 * len(_two_variants(variant)),
    ),
    "lesion": _Panel(
        "What does a trained network lose with a block?",
        _choice(
            "what is done",
            {
                "dropped": "drop one block",
                "swapped": "swap a block with the next",
                "repeated": "repeat a block",
                "together": "drop several blocks",
            },
            # The chapter draws the first of them above the panel.
            start=1,
        ),
        lambda run, what: (
            figures.lesions_together(run) if what == "together" else figures.lesions(run, what)
        ),
        # Several blocks are dropped in 466 ways, one in nine.
        lambda what: (
            {"images": 100, "most": 6} if what == "together" else {"images": 500, "most": 1}
        ),
        lambda what: 20 if what == "together" else 10,
        _SHIPPED,
    ),
    "path_lengths": _Panel(
        "What do the paths of each length carry?",
        _by_length,
        lambda run, length: figures.path_lengths(run, length=length),
        lambda length: {"seeds": (0,), "images": 32, "samples": 10},
        lambda length: 10,
        "the lessons' network of twenty blocks",
    ),
    "loss_surface": _Panel(
        "What does the loss look like around a trained network?",
        _choice("what is shown", {"loss": "loss", "accuracy": "accuracy"}),
        lambda run, what: figures.loss_surfaces(run, 0, what),
        lambda what: {"points": 15, "images": 128},
        lambda what: 20,
        _SHIPPED,
    ),
    "residual_sum": _Panel(
        "What does each branch add, and what comes back through it?",
        _by_seed,
        lambda run, seed: figures.residual_sum(run, _place(run, seed)),
        lambda seed: {"seeds": (seed,), "images": 128},
        lambda seed: 10,
        "the lessons' network of twenty blocks",
    ),
    "signal_size": _Panel(
        "How fast do the signal and the gradient grow before training?",
        _choice("what is followed", {"forward": "the signal", "backward": "the gradient"}, start=1),
        figures.signal_size,
        lambda direction: {"seeds": (0,), "images": 128},
        lambda direction: 10,
    ),
    "block_starts": _Panel(
        "How does a network learn if its blocks start as nothing?",
        _starts,
        figures.start_losses,
        lambda start: {
            "starts": tuple(dict.fromkeys(("usual", start))),
            "seeds": (0,),
            "images": 2000,
        },
        lambda start: 20,
    ),
    "stochastic_depth": _Panel(
        "What does a network lose if it was trained with branches missing?",
        # The chapter draws the first of them above the panel.
        _choice("what is shown", {"cuts": "one branch cut", "losses": "training loss"}, start=1),
        figures.stochastic_depth,
        lambda what: {"seeds": (0,), "images": 2000},
        lambda what: 30,
    ),
    "residual_streams": _Panel(
        "What does a transformer lose with one of its branches?",
        _stream_kinds,
        figures.residual_stream,
        lambda kind: {"kinds": (kind,), "seeds": (0,), "epochs": 2, "images": 2000},
        lambda kind: 30 if kind == experiments.residual_streams.KINDS[0] else 20,
    ),
}
