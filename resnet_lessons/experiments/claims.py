"""What the papers claim, and how a recorded run is asked whether the same happens here.

A claim's words and numbers are the paper's. What has to hold here is fixed by what the paper says,
not by what was found; what was found is computed from the arrays.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from resnet_lessons.experiments import (
    degradation,
    gradients,
    growth,
    lesion,
    loss_surface,
    path_lengths,
    results,
    shattering,
    shortcut_variants,
)
from resnet_lessons.experiments.flatness import flat_shares

HE_2015 = "He et al. 2015"
HE_2016 = "He et al. 2016"
VEIT = "Veit et al. 2016"
BALDUZZI = "Balduzzi et al. 2017"
LI = "Li et al. 2018"
_PLAIN, _RESIDUAL = 0, 1


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a recorded run says to a claim.

    Attributes:
        numbers: {what it is: float array (seeds,)}.
        unit: of the numbers: "%" for shares from 0 to 1, or "" for plain numbers.
        holds: bool array (seeds,), whether the claim's direction is seen.
    """

    numbers: dict
    unit: str
    holds: np.ndarray


@dataclass(frozen=True)
class Claim:
    """One claim of a paper.

    Attributes:
        claim: in words.
        paper, where: the paper, and the place in it.
        paper_number: its number, as text.
        recorded: returns the recorded run that it is asked of: (result, facts).
        evidence: from the result to its `Evidence`.
        direction: what has to hold for each seed, in words.
        why_not: what may be the reason where it does not hold for all of them; names in braces are
            filled in from the settings of the run, `{training}` with its epochs and images.
    """

    claim: str
    paper: str
    where: str
    paper_number: str
    recorded: object
    evidence: object
    direction: str
    why_not: str


def _errors(run, kind, depths, right=None):
    right = run.test_accuracy if right is None else right
    return [1 - right[:, kind, list(run.depths).index(depth)] for depth in depths]


def _deeper(kind, depths, shallow, deep):
    """The paper's directions: without shortcuts the deeper network errs more, with them less."""
    words = ("plain", "residual")[kind]
    numbers = {f"{words}-{depths[0]}": shallow, f"{words}-{depths[1]}": deep}
    return Evidence(numbers, "%", deep > shallow if kind == _PLAIN else deep < shallow)


def _plain_degrades(run):
    return _deeper(_PLAIN, (14, 52), *_errors(run, _PLAIN, (14, 52), run.training_accuracy))


def _on_new_images(kind, run):
    return _deeper(kind, (14, 52), *_errors(run, kind, (14, 52)))


def _residual_wins_when_deep(run):
    (plain,), (residual,) = (_errors(run, kind, (52,)) for kind in (_PLAIN, _RESIDUAL))
    return Evidence({"plain-52": plain, "residual-52": residual}, "%", residual < plain)


def _deeper_and_deeper(run):
    errors = dict(zip(run.depths, _errors(run, _RESIDUAL, run.depths), strict=True))
    falls = np.diff(np.array(list(errors.values())), axis=0) < 0
    return Evidence({f"residual-{depth}": e for depth, e in errors.items()}, "%", falls.all(axis=0))


def _trained_long(kind, depths, run):
    return _deeper(kind, depths, *_errors(run, kind, depths, run.test_accuracies[..., -1]))


def _grows_without_harm(run):
    """The paper speaks of training error; beside it no prediction may change."""
    grown, alone = (_training_error(run.start, kind) for kind in (0, 2))
    numbers = {"20 blocks": alone, "grown to 25": grown}
    return Evidence(numbers, "%", (run.differences[:, 0] == 0) & (grown == alone))


def _grows_badly_without(run):
    """Solvers do not find a solution as good as the constructed one, in training error."""
    constructed, trained = _training_error(run.start, 0), _training_error(run.end, 1)
    numbers = {"25 blocks, constructed": constructed, "five without shortcuts, trained": trained}
    return Evidence(numbers, "%", trained > constructed)


def _training_error(measured, kind):
    return 1 - measured[:, kind, growth.MEASURES.index("training accuracy")]


def _gradients_reach_back(run):
    """Equation 5 is about the gradient by what a block passes on, so not by its weights."""
    norms = run.of_features[:, :, list(run.depths).index(52)]
    ratios = norms.max(axis=-1) / norms.min(axis=-1)
    numbers = {"plain-52": ratios[:, _PLAIN], "residual-52": ratios[:, _RESIDUAL]}
    return Evidence(numbers, "", ratios[:, _RESIDUAL] < ratios[:, _PLAIN])


def _gradients_shatter(run):
    place = list(run.depths).index(24)
    plain, residual = (run.autocorrelations[:, kind, place, 1] for kind in (0, 1))
    return Evidence({"plain-24": plain, "residual-24": residual}, "", residual > plain)


def _variant(worse, better="original"):
    def evidence(run):
        errors = {
            name: 1 - run.test_accuracy[:, list(run.variants).index(name)]
            for name in (better, worse)
        }
        numbers = {shortcut_variants.VARIANTS[name][0]: error for name, error in errors.items()}
        return Evidence(numbers, "%", errors[worse] > errors[better])

    return evidence


def _dropped_shortcuts(run):
    """Also with averages taken again, as section 5.4 does."""
    usual, place = _variant("dropout")(run), list(run.variants).index("dropout")
    again = 1 - run.settled_accuracy[:, place]
    numbers = usual.numbers | {"the averages of its normalisations taken again": again}
    return Evidence(numbers, "%", usual.holds & (again > next(iter(numbers.values()))))


def _one_block_less(run):
    """Stricter than the paper: the residual block on average against the mildest plain one.

    The average is over the blocks that both networks can lose.
    """
    harm = run.whole[..., None] - run.dropped
    mildest = np.nanmin(harm[:, _PLAIN], axis=-1)
    dropped = run.dropped[..., run.keeps_shape].mean(axis=-1)
    numbers = {
        f"{kind}, {what}": 1 - accuracy[:, place]
        for place, kind in ((_RESIDUAL, "residual"), (_PLAIN, "plain"))
        for what, accuracy in (("whole", run.whole), ("one block dropped", dropped))
    }
    on_average = harm[:, _RESIDUAL, run.keeps_shape].mean(axis=-1)
    return Evidence(numbers, "%", on_average < mildest)


def _several_less(run):
    accuracies = run.dropped_together[:, _RESIDUAL]
    numbers = {
        f"{count} dropped": 1 - accuracies[:, place]
        for place, count in enumerate(range(1, accuracies.shape[-1] + 1))
        if count in (1, 3, 5)
    }
    return Evidence(numbers, "%", (np.diff(accuracies, axis=-1) < 0).all(axis=-1))


def _swapped(run):
    plain, residual = np.nanmean(run.swapped, axis=-1).T
    numbers = {"residual, mean of the pairs": 1 - residual, "plain": 1 - plain}
    return Evidence(numbers, "%", residual > plain)


def _short_paths(run):
    mean = (run.shares * run.lengths).sum(axis=-1)
    half = run.lengths[-1] / 2
    numbers = {f"branches on a path, weighted by what it carries (unweighted {half:g})": mean}
    return Evidence(numbers, "", mean < half)


def _gradient_falls_with_length(run):
    short, long = (run.gradients[:, length].mean(axis=-1) for length in (5, 15))
    return Evidence({"15 blocks, as a share of 5": long / short}, "", long < short)


def _flatter(depth, run):
    plain, residual = (flat_shares(run.losses[:, kind]) for kind in (_PLAIN, _RESIDUAL))
    return Evidence({f"plain-{depth}": plain, f"residual-{depth}": residual}, "%", residual > plain)


_ERROR_RISES = "the second error is higher"
_ERROR_FALLS = "the second error is lower"
_SHORT = "Training ends after {training}. We did not measure what longer training would change."
_SHALLOW = (
    f"{shortcut_variants.BLOCKS} blocks and {{training}} here, 54 blocks and 64,000 steps there."
)
_LONG = "{epochs} passes over the images here, 164 there."
_LONG_RUN = partial(results.recorded, "depth_that_helps")
_SURFACE_56 = partial(results.recorded, "loss_surface_56")
_FEW_BLOCKS = "A block of ours has more to do than one of the paper's 54."

CLAIMS = (
    Claim("Plain networks get worse with depth, on the training images", HE_2015,
          "section 1, figure 1", "CIFAR-10, figure only: plain-56 above plain-20",
          degradation.recorded, _plain_degrades, _ERROR_RISES, _SHORT),
    Claim("Plain networks get worse with depth, on new images", HE_2015, "table 2",
          "ImageNet: plain-18 27.94%, plain-34 28.54%", degradation.recorded,
          partial(_on_new_images, _PLAIN), _ERROR_RISES, _SHORT),
    Claim("With shortcuts a deep network beats the plain one", HE_2015, "table 2",
          "ImageNet: plain-34 28.54%, ResNet-34 25.03%", degradation.recorded,
          _residual_wins_when_deep, _ERROR_FALLS, _SHORT),
    Claim("With shortcuts the deeper network is better than the shallow one", HE_2015, "table 2",
          "ImageNet: ResNet-18 27.88%, ResNet-34 25.03%", degradation.recorded,
          partial(_on_new_images, _RESIDUAL), _ERROR_FALLS, _SHORT),
    Claim("With shortcuts every increase in depth helps, up to 110 layers", HE_2015, "table 6",
          "CIFAR-10: ResNet-20, 32, 44, 56, 110: 8.75, 7.51, 7.17, 6.97, 6.43% (the last is the "
          "best of five)", degradation.recorded, _deeper_and_deeper,
          "each error is lower than the one before", _SHORT),
    Claim("With shortcuts the deeper network is better than the shallow one, after long training",
          HE_2015, "table 6", "CIFAR-10: ResNet-20 8.75%, ResNet-56 6.97%",
          _LONG_RUN, partial(_trained_long, _RESIDUAL, (20, 56)), _ERROR_FALLS, _LONG),
    Claim("With shortcuts the deeper network is better than a very shallow one, after long training",
          HE_2015, "table 6", "no such pair: the paper's smallest network has 20 layers",
          _LONG_RUN, partial(_trained_long, _RESIDUAL, (8, 56)), _ERROR_FALLS, _LONG),
    Claim("Plain networks get worse with depth, after long training", HE_2015, "section 4.2, figure 6",
          "CIFAR-10, figure only: plain-56 above plain-20",
          _LONG_RUN, partial(_trained_long, _PLAIN, (20, 56)), _ERROR_RISES, _LONG),
    Claim("A deeper solution that is no worse exists by construction", HE_2015, "section 1",
          "an argument, no number", growth.recorded, _grows_without_harm,
          "no prediction changes", "A longer sum may be rounded differently."),
    Claim("Where layers are added without shortcuts, training does not find a solution as good as "
          "the constructed one (here: 32 steps after five blocks were added)", HE_2015, "section 1",
          "no number", growth.recorded, _grows_badly_without, _ERROR_RISES,
          "Five blocks are few, and {training} may repair what they break."),
    Claim("Identity shortcuts carry the gradient back to every block (here: before training it "
          "changes less on its way than in the plain network; largest gradient of a block's output "
          "over the smallest)", HE_2016, "section 2, equation 5",
          "an argument against vanishing, no number; our plain gradient grows instead",
          gradients.recorded, _gradients_reach_back,
          "the second ratio is smaller", "The initial weights were sampled once for each seed."),
    Claim("Gradients shatter in plain networks (correlation with the next point's gradient)",
          BALDUZZI, "figures 1 and 2, theorems 1 and 3",
          "falls with depth L as 1/2^L; with shortcuts and normalisation as 1/√L",
          shattering.recorded, _gradients_shatter, "the second correlation is higher",
          "Each seed is the mean of {networks} networks only."),
    Claim("A network of the same layers without shortcuts fails", HE_2016, "table 1",
          "CIFAR-10: identity 6.61%, no shortcut above 20%", shortcut_variants.recorded,
          _variant("no_shortcut"), _ERROR_RISES, _SHALLOW),
    Claim("Halving shortcut and branch hurts", HE_2016, "table 1",
          "CIFAR-10: identity 6.61%, halved 12.35%", shortcut_variants.recorded,
          _variant("constant_half"), _ERROR_RISES, _SHALLOW),
    Claim("A 1×1 convolution on every shortcut hurts", HE_2016, "table 1",
          "CIFAR-10, 110 layers: identity 6.61%, convolution 12.22%. He et al. 2015, table 3, "
          "ImageNet, 34 layers: slightly better with it, 24.52 and 24.19%",
          shortcut_variants.recorded,
          _variant("convolution"), _ERROR_RISES, _SHALLOW),
    Claim("Dropout on the shortcut hurts", HE_2016, "table 1",
          "CIFAR-10: identity 6.61%, dropout above 20%", shortcut_variants.recorded,
          _dropped_shortcuts, "the second and the third error are higher than the first", _SHALLOW),
    Claim("Batch normalisation after the addition hurts", HE_2016, "table 2",
          "CIFAR-10: original 6.61%, this 8.17%", shortcut_variants.recorded,
          _variant("normalised_after"), _ERROR_RISES, _SHALLOW),
    Claim("ReLU before the addition hurts", HE_2016, "table 2",
          "CIFAR-10: original 6.61%, this 7.84%", shortcut_variants.recorded,
          _variant("relu_before"), _ERROR_RISES, _SHALLOW),
    Claim("Full pre-activation beats the original order", HE_2016, "table 2",
          "CIFAR-10: full pre-activation 6.37%, original 6.61%", shortcut_variants.recorded,
          _variant("original", "pre_activation"), _ERROR_RISES,
          _SHALLOW + " It gains a quarter of a point there, but not in training loss."),
    Claim("A residual network survives the loss of a block, a plain one does not", VEIT,
          "section 4.1, figure 3", "CIFAR-10, figure only: ResNet-110 barely moves, VGG falls to "
          "chance", lesion.recorded, _one_block_less,
          "a residual lesion does less harm on average than the mildest plain one", _FEW_BLOCKS),
    Claim("Error rises with the number of blocks dropped from a residual network", VEIT,
          "section 4.2, figure 5", "CIFAR-10, figure only: smoothly", lesion.recorded,
          _several_less, "each additional block costs accuracy",
          "Close to chance there is little more to lose."),
    Claim("A residual network survives when blocks change places (plain network: our addition)", VEIT,
          "section 4.3, figure 5", "CIFAR-10, figure only: error rises smoothly", lesion.recorded,
          _swapped, "the second error is higher", _FEW_BLOCKS),
    Claim("The gradient along a path falls with its length", VEIT, "section 5, figure 6",
          "CIFAR-10, figure only: exponentially", path_lengths.recorded,
          _gradient_falls_with_length, "the long path carries less",
          "The mean of {samples} random paths of each length only."),
    Claim("The gradient comes along short paths", VEIT, "section 5, figure 6",
          "CIFAR-10: 5 to 17 of 54 blocks, where half of all would be 27", path_lengths.recorded,
          _short_paths, "the number is smaller than half of the blocks",
          "The mean of {samples} random paths of each length only."),
    Claim("Shortcuts make the minimum of a shallow network flatter (share of the plane around it "
          "where the loss stays low)", LI, "figure 5", "CIFAR-10, figure only: hardly any difference "
          "at 20 layers, so nothing to confirm", loss_surface.recorded, partial(_flatter, 22),
          "the second share is larger",
          "The region holds 4 to 8 of the 441 points computed, too few to compare."),
    Claim("Shortcuts make the minimum of a deep network flatter (share of the plane around it where "
          "the loss stays low; the two have not learnt equally well)", LI, "figures 1 and 5",
          "CIFAR-10, figure only: without shortcuts 56 layers are chaotic", _SURFACE_56,
          partial(_flatter, 56), "the second share is larger",
          "The region holds 1 to 10 of the 441 points computed, too few to compare."),
)  # fmt: skip
