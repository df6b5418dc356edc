"""Misconceptions of how a block begins: of the pre-activation and of the projection that reads it."""

from dataclasses import replace

from resnet_lessons.course.exercises.exercise import Misconception
from resnet_lessons.course.exercises.shared_misconceptions import CLEAN_SHORTCUT, NO_NORMALISATION

_PROJECTION = "A 1×1 convolution of the pre-activated input, with a bias and the block's strides."
_SHORTCUT = "Section 2.4, on the projection shortcut."
_LINEAR = "Convolution and normalisation are linear; only ReLU makes a block nonlinear."

_MISCONCEPTIONS = (
    Misconception(
        "relu_alone_before_projection",
        seen="Before the projection there is a ReLU, but no batch normalisation.",
        expected="The projection reads the pre-activated input, which is also the first result.",
        why=NO_NORMALISATION,
        look="The figure of section 2.4: where the projection leaves.",
    ),
    Misconception(
        "normalization_alone_before_projection",
        seen="Before the projection there is batch normalisation, but no ReLU.",
        expected="The projection reads the pre-activated input, which is also the first result.",
        why="The projection and the residual branch share one pre-activation. " + _LINEAR,
        look="The figure of section 2.4: where the projection leaves.",
    ),
    Misconception(
        "projection_own_pre_activation",
        seen="The projection has a pre-activation of its own, with parameters of its own.",
        expected="One pre-activation, whose result both the projection and the caller get.",
        why="Each call of `self.pre_activation` makes a new layer. Two of them normalise the same "
        "input twice and may learn different scales for it.",
        look="The figure of section 2.4: one grey box, from which two paths leave.",
    ),
    Misconception(
        "projection_pre_activated_twice",
        seen="The projection reads the inputs after two pre-activations.",
        expected="The projection reads the pre-activated input as it is.",
        why="The result of `self.pre_activation` is normalised and rectified already.",
        look="The figure of section 2.4: one grey box, from which two paths leave.",
    ),
    Misconception(
        "projection_post_activated",
        seen="The projection reads the raw input; batch normalisation and ReLU follow it.",
        expected=_PROJECTION + " Nothing follows it.",
        why="In this network normalisation and ReLU come before a convolution. " + CLEAN_SHORTCUT,
        look=_SHORTCUT,
    ),
    Misconception(
        "projection_of_2015",
        seen="The projection reads the raw input and batch normalisation follows it, as in the "
        "network of 2015 and in torchvision.",
        expected=_PROJECTION + " Nothing follows it.",
        why="In the network of 2016 normalisation comes before a convolution. " + CLEAN_SHORTCUT,
        look=_SHORTCUT,
    ),
    Misconception(
        "projection_without_bias",
        seen="The projection has no bias.",
        expected=_PROJECTION + " `self.custom_conv2d` makes one.",
        why="The convolutions of this network keep their bias, the projection included.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    Misconception(
        "relu_after_projection",
        seen="A ReLU follows the projection.",
        expected=_PROJECTION + " Nothing follows it.",
        why=CLEAN_SHORTCUT + " A ReLU there cuts off every negative value.",
        look=_SHORTCUT,
    ),
    Misconception(
        "projection_always",
        seen="The shortcut is projected even where `shortcut_filters` is None.",
        expected="Where `shortcut_filters` is None the shortcut is `inputs` itself.",
        why=CLEAN_SHORTCUT + " Only the few blocks that change the shape project.",
        look="Section 2.4, on the projection shortcut: `shortcut_filters` decides.",
    ),
    Misconception(
        "projection_only_where_channels_change",
        seen="The shortcut is projected only where the number of channels changes.",
        expected="A projection whenever `shortcut_filters` is given.",
        why="Many programs decide by the number of channels. This network projects in the first "
        "block of every block layer; in the first one of a ResNet-18 the channels stay at 64.",
        look="Section 2.4, on the projection shortcut: `shortcut_filters` decides, nothing else.",
    ),
    Misconception(
        "filters_and_kernel_exchanged",
        seen="Filters and kernel size of the projection are exchanged: it has 1 filter.",
        expected="`self.custom_conv2d(inputs, filters, kernel_size, strides)`, with kernel size 1.",
        why="The order of the arguments decides. A projection has a filter for each channel that "
        "leaves the residual branch.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    Misconception(
        "filters_and_strides_exchanged",
        seen="Filters and strides of the projection are exchanged: it has as many filters as the "
        "block has strides.",
        expected="`self.custom_conv2d(inputs, filters, kernel_size, strides)`, with kernel size 1.",
        why="The order of the arguments decides. A projection has a filter for each channel that "
        "leaves the residual branch.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    Misconception(
        "average_pooling_before_projection",
        seen="The shortcut is made smaller by average pooling, and the projection has strides 1.",
        expected=_PROJECTION,
        why="Some later networks (ResNet-D) do that, so that no position is skipped. The lessons' "
        "network projects with strides.",
        look=_SHORTCUT,
    ),
    Misconception(
        "max_pooling_before_projection",
        seen="The shortcut is made smaller by max-pooling, and the projection has strides 1.",
        expected=_PROJECTION,
        why="Pooling keeps the largest of four values and loses the rest, on a path that should "
        "stay clean. The lessons' network projects with strides.",
        look=_SHORTCUT,
    ),
    Misconception(
        "zeros_for_projection",
        seen="Nothing is projected: every second position is taken, and the missing channels are "
        "filled with zeros.",
        expected=_PROJECTION,
        why="This is option A of the paper of 2015, which has no parameters. The lessons' "
        "network has option B, a projection, wherever the shape changes.",
        look="Section 2.4, on the projection shortcut: the sentence on zeros.",
    ),
    Misconception(
        "branch_starts_at_the_shortcut",
        seen="The first result is the shortcut after a pre-activation, even where it is projected.",
        expected="The first result is the pre-activated `inputs`.",
        why="The residual branch reads the block's input. After the projection it would read a "
        "different tensor, of a different shape.",
        look="The figure of the two paths in section 2.1: both paths start at the input.",
    ),
    Misconception(
        "first_normalization_missing",
        seen="What the first convolution reads went through a ReLU, but was not normalised.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why=NO_NORMALISATION,
        look="Section 2.2, on pre-activation.",
    ),
    Misconception(
        "first_relu_before_normalization",
        seen="What the first convolution reads went through ReLU first and through batch "
        "normalisation after it.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why="Normalising after the ReLU shifts its output again, and the convolution no longer "
        "reads a rectified signal.",
        look="Section 2.2, on pre-activation.",
    ),
)
# Another way to write it computes other numbers.
_WITHOUT_BIAS = tuple(
    replace(each, id="projection_of_2015_without_bias")
    for each in _MISCONCEPTIONS
    if each.id == "projection_of_2015"
)

OF_THE_START = (*_MISCONCEPTIONS, *_WITHOUT_BIAS)
