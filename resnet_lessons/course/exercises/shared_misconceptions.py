"""Misconceptions that several exercises share, and words that several misconceptions share.

What belongs to one exercise alone stands in its module.
"""

from resnet_lessons.course.exercises.exercise import Misconception

ONE_SHAPE = "The two paths meet at a plus sign, and a sum needs two tensors of the same shape."
CLEAN_SHORTCUT = (
    "Along the shortcut the signal, and on the way back the gradient, travels unchanged through "
    "the whole network. Whatever you put on it is repeated in every block."
)
TWO_MODES = (
    "During training, batch normalisation uses the mean and variance of the current batch; "
    "afterwards it uses those it has collected. With the wrong flag a network learns one function "
    "and predicts with another."
)

NO_NORMALISATION = (
    "The sum grows from block to block, so without normalisation the convolution sees ever larger "
    "values."
)

_SHARED = (
    Misconception(
        "training_flag_dropped",
        seen="The answer is the same whether `is_training` is True or False: the flag does not "
        "reach batch normalisation.",
        expected="Your code passes `is_training` on: `layer(inputs, training=is_training)`.",
        why=TWO_MODES,
        look="Section 2.2, on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "training_always_on",
        seen="Batch normalisation behaves as in training even when `is_training` is False.",
        expected="Your code passes `is_training` on: `layer(inputs, training=is_training)`.",
        why=TWO_MODES,
        look="Section 2.2, on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "training_flag_inverted",
        seen="Batch normalisation gets the opposite of `is_training`: it works as in training when "
        "that is False, and the other way round.",
        expected="Your code passes `is_training` on as it is: "
        "`layer(inputs, training=is_training)`.",
        why=TWO_MODES,
        look="Section 2.2, on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "pre_activated_twice",
        seen="The inputs are pre-activated twice: batch normalisation, ReLU, batch normalisation, "
        "ReLU.",
        expected="One pre-activation: batch normalisation, then ReLU.",
        why="The inputs need to be normalised and rectified only once. The second layer only adds "
        "parameters, and shifts the signal once more.",
        look="Section 2.2, on pre-activation, and the grey boxes 'BN + ReLU' of the first figure.",
    ),
    Misconception(
        "projection_from_raw_input",
        seen="The projection starts at the raw input.",
        expected="The projection starts at the pre-activated input; only an identity shortcut "
        "takes the raw one.",
        why="A projection is a convolution like any other in this network, and each of them is "
        "pre-activated. The residual branch and the projection share that pre-activation.",
        look="The figure of section 2.4: where the projection leaves.",
    ),
    Misconception(
        "identity_after_pre_activation",
        seen="The identity shortcut carries the pre-activated input.",
        expected="The identity shortcut carries the raw input.",
        why=CLEAN_SHORTCUT + " A ReLU there would cut off every negative value.",
        look="Section 2.1: the four drawings, and the figure of the two paths.",
    ),
    Misconception(
        "stride_missing_on_projection",
        seen="The projection has strides 1 although the block has strides 2.",
        expected="The projection has the block's strides.",
        why=ONE_SHAPE + " The residual branch halves the side, so the shortcut must halve it too.",
        look="Section 2.1: when the plus sign refuses.",
    ),
    Misconception(
        "projection_3x3",
        seen="The projection is a 3×3 convolution.",
        expected="The projection is a 1×1 convolution.",
        why="A projection only has to change the number of channels and the side. A 3×3 kernel "
        "costs nine times as much, and it mixes neighbours on a path that should stay clean.",
        look="Section 2.4, on the projection shortcut.",
    ),
    Misconception(
        "batch_norm_on_projection",
        seen="Batch normalisation follows the projection.",
        expected="The projection is a 1×1 convolution and nothing else.",
        why=CLEAN_SHORTCUT
        + " In a pre-activation block, normalisation comes before a convolution, not after it.",
        look="Section 2.4, on the projection shortcut.",
    ),
    Misconception(
        "projection_only_where_stride",
        seen="The shortcut is projected only when strides is larger than 1.",
        expected="A projection whenever `shortcut_filters` is given, with strides 1 as well.",
        why="The first block of every block layer projects. In the first block layer nothing "
        "shrinks, and yet the number of channels may change.",
        look="Section 2.4, on the projection shortcut: `shortcut_filters` decides, not `strides`.",
    ),
    Misconception(
        "stride_missing_on_branch",
        seen="No convolution of the residual branch uses `strides`, so the side stays as it was.",
        expected="One convolution of the branch has the block's strides: the first of a regular "
        "block, the 3×3 of a bottleneck block.",
        why=ONE_SHAPE + " The shortcut is halved, so the branch must be halved too.",
        look="Section 2.5, on where the stride goes.",
    ),
    Misconception(
        "first_pre_activation_missing",
        seen="The first convolution reads the raw input.",
        expected="The first convolution reads the pre-activated input.",
        why="In a pre-activation block each convolution has batch normalisation and ReLU before it.",
        look="The figure of the two paths in section 2.1: the first box of the residual branch.",
    ),
    Misconception(
        "second_pre_activation_missing",
        seen="The second convolution follows the first directly.",
        expected="Batch normalisation and ReLU come before each convolution, the second included.",
        why="Two convolutions in a row, with nothing nonlinear between them, can do no more than "
        "a single one.",
        look="The figure of the two paths in section 2.1: count the boxes of the residual branch.",
    ),
    Misconception(
        "second_pre_activation_unused",
        seen="The second pre-activation is computed, but the second convolution reads the first "
        "one's output.",
        expected="The second convolution reads what the second pre-activation returned.",
        why="A result that nothing uses has no effect. Two convolutions in a row, with nothing "
        "nonlinear between them, can do no more than a single one.",
        look="Your second call of `self.custom_conv2d`: its first argument.",
    ),
    Misconception(
        "first_relu_missing",
        seen="Before the first convolution the inputs are normalised, but no ReLU follows.",
        expected="The first convolution reads the pre-activated input: normalised, then ReLU.",
        why="Convolution and normalisation are linear; only ReLU makes a block nonlinear.",
        look="Section 2.2, on pre-activation.",
    ),
    Misconception(
        "second_relu_missing",
        seen="Between the first two convolutions there is batch normalisation, but no ReLU.",
        expected="Batch normalisation, then ReLU, before the second convolution.",
        why="Convolution and normalisation are linear; without ReLU between them, two convolutions "
        "can do no more than one.",
        look="Section 2.2, on pre-activation.",
    ),
    Misconception(
        "second_relu_before_normalization",
        seen="Between the first two convolutions ReLU comes first and batch normalisation after it.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why="Normalising after the ReLU shifts its output again, and the convolution no longer "
        "reads a rectified signal.",
        look="Section 2.2, on pre-activation.",
    ),
    Misconception(
        "shortcut_not_added",
        seen="The output is the residual branch alone: the shortcut was not added.",
        expected="The sum of the residual branch and the shortcut.",
        why="Without the sum this is a plain block, which must learn the whole mapping and not "
        "just the change.",
        look="The figure of the two paths in section 2.1: the plus sign.",
    ),
    Misconception(
        "shortcut_added_twice",
        seen="The shortcut is in the sum twice.",
        expected="The residual branch plus the shortcut, once.",
        why="Each such block doubles what came in; ten of them multiply it by a thousand.",
        look="The figure of the two paths in section 2.1: the plus sign has two inputs.",
    ),
    Misconception(
        "concatenation",
        seen="The two paths are put side by side: the output has as many channels as both together.",
        expected="The two paths are added, channel by channel.",
        why="Concatenation makes each block wider than the last. A residual block adds a change to "
        "its input, so the number of channels stays the same.",
        look="The figure of the two paths in section 2.1: the plus sign.",
    ),
    Misconception(
        "inputs_added",
        seen="The raw `inputs` are added even where the block projects.",
        expected="What is added is `shortcut`, which is projected when `shortcut_filters` is given.",
        why=ONE_SHAPE,
        look="Section 2.4, on the projection shortcut.",
    ),
    Misconception(
        "relu_after_addition",
        seen="A ReLU follows the addition.",
        expected="The block ends with the addition.",
        why=CLEAN_SHORTCUT
        + " A ReLU after the sum cuts off every negative value on it. The original block "
        "of 2015 had one; the pre-activation block of 2016 removed it.",
        look="The question about the four drawings.",
    ),
    Misconception(
        "pre_activation_after_addition",
        seen="Batch normalisation and ReLU follow the addition.",
        expected="The block ends with the addition; the next block starts with its own "
        "pre-activation.",
        why=CLEAN_SHORTCUT,
        look="The question about the four drawings.",
    ),
    Misconception(
        "same_padding_on_stride",
        seen="The strided convolution is padded with 'same'.",
        expected="Fixed padding of `kernel_size - 1` before a strided convolution: "
        "`self.custom_conv2d` does it.",
        why="For an even side 'same' pads on the right and below only, so the picture moves by a "
        "pixel. Fixed padding pads both sides alike, whatever the size of the picture.",
        look="Section 2.4, on fixed padding.",
    ),
    Misconception(
        "tensorflow_on_symbolic_tensor",
        seen="The arithmetic is right: every number agrees. But a function of TensorFlow, NumPy or "
        "plain Python was called on a symbolic tensor, and that keeps Keras from building the "
        "network.",
        expected="Functions that work on both: `keras.ops.relu` for `tf.nn.relu`, `keras.ops.add` or "
        "`+` for `tf.add`, or a layer.",
        why="While a network is built, a tensor has a shape but no numbers yet. Keras' own functions "
        "note down what to do later; others ask for numbers at once.",
        look="Section 2.8: the table below “If you are coming from `tf.layers` code”.",
    ),
)
_BY_ID = {misconception.id: misconception for misconception in _SHARED}


def shared(*ids):
    """The misconceptions of these ids, in this order; one that has no words here comes without."""
    return tuple(_BY_ID.get(each) or Misconception(each) for each in ids)
