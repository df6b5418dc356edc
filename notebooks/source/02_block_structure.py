# %% [markdown]
# # 2 · The structure of a block
#
# **You will be able to** write the blocks that residual networks are made of, say what each part is for, and recognise the usual mistakes.
#
# **Time** about 75 minutes, 55 of them writing. **You need** Python functions, and an idea of what a convolution does.
# **You write** five short methods. Each check takes a fraction of a second (the first one a second or so), and
# if your answer is wrong, you learn which mistake you made.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 2.1 Two paths and a plus sign
#
# A residual block sends its input down two paths. One is the **shortcut**, on which nothing or very little happens. The
# other is the **residual branch**, which has two or three convolutions. At the end a plus sign adds what the two paths bring.
#
# $$\text{output} = \text{shortcut}(x) + F(x)$$
#
# Here is a block at work on an input of 28 × 28 positions with 64 channels. Follow each path with a finger:
# every edge carries the shape of the tensor that travels on it. BN is short for batch normalisation; section 2.2 explains what happens in the grey boxes. `projection=False` means that the shortcut is empty: it is an **identity shortcut**, which passes the input on unchanged. Projections are explained further below.

# %% tags=["nbval-check-output"]
anatomy = rl.anatomy.block_anatomy("regular", 28, 28, channels=64, filters=64, projection=False)
rl.figures.two_paths(anatomy)

# %% [markdown]
# ### What may be on the shortcut?
#
# Here are four ideas for the shortcut. The authors of the residual network tested each of them with 110 layers on the small
# photographs of CIFAR-10. Their blocks had the order of 2015: a normalisation after each convolution, and a ReLU after the plus sign. (In D the second
# normalisation waits until after the plus sign. Section 2.2 moves normalisation and ReLU to a different place.)

# %% tags=["nbval-check-output"]
rl.figures.four_shortcuts()

# %% [markdown] tags=["question"]
# ### Predict: which of the four makes the fewest errors?
#
# ```toml
# id = "four_shortcuts"
# ```
#
# - [x] A, because nothing changes what the shortcut carries. :: Only the ReLU after the plus sign, which all four have, touches the signal on its way
#   from block to block, and the gradient on its way back.
# - [ ] B, because its convolution can learn to copy, and more. :: This is tempting. It could learn to copy, but it would have to do so in *every* block,
#   and copying is hard to learn (chapter 1).
# - [ ] C, because two halved paths keep the sum from growing. :: This is tempting, because the sum indeed does not grow. But whatever goes through
#   ten such shortcuts is halved ten times, and only a thousandth of it is left.
# - [ ] D, because every sum is normalised before it goes on. :: The shortcut looks empty. But what leaves the plus sign is rescaled by the normalisation, in
#   every block, before it reaches the next shortcut.

# %% tags=["nbval-check-output"]
rl.ask("four_shortcuts", rl.figures.four_shortcuts_answer)

# %% [markdown] tags=["came"]
# The empty shortcut wins. A scaling (C) or a convolution (B) looks harmless, yet there is one in *every* block. The
# signal must go through all of them, one after the other, and so must the gradient on its way back. In D the
# shortcut looks empty, but the BN after the plus sign lies on the same path.
#
# How much harm this does depends on how many blocks there are. These networks have 54 of them. In ResNet-34, a network of 16 blocks for the photographs of ImageNet,
# the same authors had found convolutions on all shortcuts slightly *better*: an error of 24.19%, against 24.52% with convolutions only where the shape changes
# (He et al. 2015, table 3). They put that down to the additional weights. With many blocks the effect is reversed. In ResNet-101, too, convolutions on all shortcuts made training errors higher, so the authors stopped the run (He et al. 2016, sections 3.1 and 5).
#
# So the deeper the network is, the more the rule of this chapter matters: **keep the shortcut clean.**

# %% [markdown]
# From here on you will compute. The next cell waits for TensorFlow, which has been loading since you ran the first cell.

# %%
rl.ready()

import keras
from keras import layers, ops

# %% [markdown]
# ### When does the plus sign refuse?
#
# Two tensors can only be added if they have the same shape. Where the branch changes the shape, the shortcut can be given a **projection**. This is a convolution with
# a 1×1 kernel, which can change the number of channels at each position. `projection=True` asks for one; section 2.4 says where it starts.

# %% [markdown]
# **Try it.** The block gets 28 × 28 positions with 64 channels, as in the first figure. Each convolution gives as many channels as it has *filters*, and
# *strides* of 2 move its kernel two positions at a time. *Parameters* are the numbers that a layer learns, and *multiply–adds* count its multiplications for one image.
#
# 1. Set the strides to 2. Which numbers differ at the plus sign?
# 2. Leave them at 2. Which other control puts it right?
# 3. Set the strides back to 1 and the filters to 128. Which layer has the most parameters?

# %%
rl.widgets.block_anatomy()

# %% [markdown]
# Strides of 2 halve the height and width of what the branch gives, and more filters give it more channels. The shortcut does neither by itself, so only a projection brings it to
# the same shape. With 128 filters the second convolution has the most parameters, because it reads 128 channels and the first reads only 64.

# %% [markdown]
# ## 2.2 Pre-activation
#
# Look at the residual branch again. There are two steps *before* each convolution:
#
# 1. **Batch normalisation (BN)** brings each channel to a common scale: it subtracts the channel's mean $\mu$, divides by its standard deviation $\sigma$ (a tiny $\varepsilon$ avoids dividing by zero), then multiplies by a learnt $\gamma$ and adds a learnt $\beta$.
# 2. **ReLU** keeps what is positive and makes the rest zero.
#
# $$\text{pre-activation}(x) = \max\left(0,\ \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta\right)$$
#
# The name says when the activation comes: *before* the convolution. So nothing comes after the plus sign, and the
# shortcut stays clean.
#
# **Two details decide whether a pre-activation is right.**
#
# *Which axis holds the channels?* It depends on the data format:
#
# | `self.data_format` | shape of a tensor | axis of the channels |
# |---|---|---|
# | `"channels_last"` | (batch, height, width, **channels**) | the last, −1 |
# | `"channels_first"` | (batch, **channels**, height, width) | 1 |
#
# *Training or not?* During training, $\mu$ and $\sigma$ are those of the current batch. Afterwards they are averages that
# the layer has collected. (How slowly these averages follow the batches is called the layer's *momentum*; you may leave it, and $\varepsilon$, as Keras sets them.) `is_training` says whether to use the batch's values or the averages, and you pass it on as `training=is_training`. That is right for `None` too, because
# then the finished network decides each time it is used.

# %% [markdown]
# You first make a Keras layer and then call it: settings go where you make it, data where you call it. The next cell shows this with a different layer. The one you need is `layers.BatchNormalization`; `axis=` belongs where you make it, `training=` where
# you call it.

# %% tags=["nbval-check-output"]
inputs = ops.ones((1, 4, 4, 3))
layer = layers.AveragePooling2D(2)
print(layer(inputs).shape)
print(ops.relu(ops.array([-1.0, 2.0])))

# %% [markdown]
# You write a *method*, a function that belongs to the network. Its first parameter, `self`, is the network, and the check passes
# it to you. You read `self.data_format` from it, and later you will call its helpers, as in `self.helper(inputs)`.

# %%
# exercise: pre_activation

# %% [markdown]
# ## 2.3 What a wrong answer looks like
#
# You need not get everything right at once, because a check tells you what it saw, what it expected, why that matters and
# where to look. Try it: here is an answer with ReLU *before* the normalisation. Run the check and read what it says.


# %% tags=["nbval-check-output"]
def relu_first(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return layers.BatchNormalization(axis=axis)(ops.relu(inputs), training=is_training)


rl.check("pre_activation", relu_first)

# %% [markdown]
# ## 2.4 The projection shortcut
#
# When a block changes the shape, its shortcut has to change it too, or the plus sign refuses. This network uses a
# **projection**: a 1×1 convolution with the block's strides, and with as many filters as the branch has channels at its end. (The paper of
# 2015 also tried filling the missing channels with zeros.) Is a projection not idea B of section 2.1, which lost? It is, but here it stands only in the first block of each
# block layer (chapter 3), never in every block.
#
# So there are two kinds of shortcut, and they start at *different places*:
#
# - An **identity shortcut** carries the **raw** input, because the ReLU of a pre-activation would cut off negative values.
# - A **projection shortcut** is a convolution, and in a block of this network each convolution is pre-activated. So it starts at the
#   **pre-activated** input, which the branch has computed anyway.

# %% tags=["nbval-check-output"]
anatomy = rl.anatomy.block_anatomy(
    "regular", 28, 28, channels=64, filters=128, strides=2, projection=True
)
rl.figures.two_paths(anatomy)

# %% [markdown]
# Your method starts a block. It returns two tensors: what the branch continues with, and what the shortcut carries. You are given two
# helpers:
#
# - `self.pre_activation(inputs, is_training)`, which is yours as soon as it has passed;
# - `self.custom_conv2d(inputs, filters, kernel_size, strides)`, a convolution with a bias; the side of its output is that
#   of its input divided by `strides` and rounded up.
#
# If you write a `layers.Conv2D` in its place, give it a bias, `data_format=self.data_format`, and the padding that is described next.
#
# ### Fixed padding: what `custom_padding` is for
#
# At the edge of a picture, a 3×3 kernel reaches one position beyond it. So zeros are added around the picture first, which is called **padding**. With strides of 1, Keras'
# `padding="same"` adds one row and column of zeros on each side. With strides of 2 it adds only as many as the last window needs, and that depends on the size of
# the picture: at 7 positions one zero on either side, at 8 positions none before and one after. So the same kernel would look at different positions just because the picture is one pixel wider.
#
# The network of these lessons avoids that. Before each convolution with strides larger than 1, `self.custom_padding(inputs, kernel_size)` adds **fixed** padding: `kernel_size - 1` zeros to
# each axis, half of them before and half after, whatever the size. The convolution itself then pads nothing (`padding="valid"`). `self.custom_conv2d` does both for you. If an answer uses `"same"` instead,
# the shapes agree, but with even sizes the numbers do not, and the check's message mentions *fixed padding*. The next cell shows the difference for a kernel that copies the middle of its window.

# %% tags=["nbval-check-output"]
row = ops.reshape(ops.arange(1.0, 9.0), (1, 1, 8, 1))  # 1 to 8, side by side
middle = ops.reshape(ops.array([0.0, 1.0, 0.0]), (1, 3, 1, 1))
same = ops.conv(row, middle, strides=(1, 2), padding="same")
fixed = ops.conv(ops.pad(row, [(0, 0), (0, 0), (1, 1), (0, 0)]), middle, strides=(1, 2))
print("same: ", ops.convert_to_numpy(same).ravel())
print("fixed:", ops.convert_to_numpy(fixed).ravel())

# %% [markdown]
# Fixed padding keeps every other position, starting from the first, at any size. Now write your method:

# %%
# exercise: pre_activation_with_shortcut

# %% [markdown]
# ## 2.5 The regular block
#
# Now write the whole block. Its residual branch has **two 3×3 convolutions**, each pre-activated. Two questions remain, both about the stride.

# %% [markdown]
# **Where does the stride go?** Only into the first convolution, and only when the block should make the picture smaller.
# With the stride in the second, the shape would be the same, but the first convolution would be four times as expensive.
#
# **What does a stride of 2 cost and buy?** Look at one channel, which shows the horizontal edges in a photograph. Where it is red, the picture is brighter below, and where it is blue,
# the picture is darker below. (The picture is not padded here, so each side of 300 positions becomes one of 298.)

# %% tags=["nbval-check-output"]
photograph = rl.data.photograph()[:300, 100:400]
grey = photograph.mean(axis=-1)
edges = (grey[2:, 1:-1] - grey[:-2, 1:-1]) / 255
rl.figures.stride_effect(photograph, edges, edges[::2, ::2])

# %% [markdown]
# Each side is halved, so a quarter of the positions are left, and the next convolution has a quarter of the work. Each
# position stands for a larger part of the photograph. The price is that fine detail is lost.

# %%
# exercise: regular_block

# %% [markdown]
# This is your block, drawn from the network that Keras builds with it. As soon as you have checked it, the lessons' block appears beside it, and every
# difference is marked with a ✗. To change the settings of *your* block, run `rl.widgets.block_anatomy(regular_block)` in a new cell.

# %%
rl.draw_block(regular_block)

# %% [markdown]
# ## 2.6 See what you built
#
# Here you see real images pass through a trained network of such blocks. Once your regular block has passed, the next cell builds the network
# from *your* methods and trains it on 6,000 pictures of garments, which takes up to half a minute on two cores. Until then you see the
# lessons' own network.

# %%
network = rl.trained_network()

# %% [markdown]
# If each block changed everything, the shortcut would be pointless. If each block changed nothing, the branch would be. So how
# large is what the branch adds, relative to what the shortcut carries?

# %% [markdown] tags=["question"]
# ### Predict: where is the branch larger than the shortcut?
#
# Look at the lessons' trained network, and at 200 garments taken together. The network has two **block layers**, runs of blocks that all work at the same size. (What is *larger* is measured by the root of the summed squares; only the ratio matters.)
#
# ```toml
# id = "branch_larger"
# ```
#
# - [ ] In nearly every block, because the branches hold the weights. :: The branches hold nearly all of the weights, which makes this tempting. But most blocks only
#   change what comes along, and the change is smaller than the whole.
# - [x] In the first block of each block layer, because it projects. :: These two project. Their shortcuts start afresh, and do not hold the sum of earlier
#   blocks.
# - [ ] In the last block of each block layer, because it knows most. :: What is known so far travels on the *shortcut*, which carries the sum of the
#   blocks before. So a later block has less to add beside it.
# - [ ] In none of the ten blocks, because a branch has to be silent. :: Silence is a good *start* (chapter 1). Training then gives every block something to
#   add.

# %%
from numpy.linalg import norm

garments = rl.scaled(rl.data.fashion_mnist().test_images[:200])
many = rl.activations(rl.recorded_network(), garments)
rl.ask(
    "branch_larger",
    lambda: rl.figures.branch_size(
        list(many),
        [norm(shortcut) for shortcut, residual, total in many.values()],
        [norm(residual) for shortcut, residual, total in many.values()],
    ),
)

# %% [markdown] tags=["came"]
# In the lessons' network, taken over all 200 garments, the branch is larger than the shortcut in two blocks only: the first of each block layer. These two
# project, so their shortcuts start afresh and do not yet hold the sum of earlier blocks. Every other block adds less than it passes
# on, and relative to what it passes on, the last block of each block layer adds least.
#
# Is that the small tweak of chapter 1? Not quite. In the eight blocks with a clean shortcut the branch is 38 to 95% as large as what it is added to, because each block of so shallow a network
# has a good part of the work to do. What the shortcut guarantees is that a block *starts* from what is there, and **learns a change to it, not the whole**. The deeper the
# network, the smaller that change tends to be in each block (He et al. 2015, section 4.2, figure 7).

# %% [markdown]
# Now look at one garment. Each small picture below is one channel: in the top row what the shortcut carries, then what the residual
# branch adds, then their sum. Step from block 1 to block 2 of a block layer (blocks are counted from 0), and the bottom row
# becomes the top row. (Small values are drawn stronger than they are, so that they can be seen at all.) The bars below show how large the branch is relative to the shortcut.

# %%
rl.widgets.residual_activations(network)

# %% [markdown]
# A single garment can differ from the 200 taken together: look at the sandal in
# block layer 2, block 1. Section 3.6 draws a hundred garments one by one.
#
# Your own network, if that is the one you see, has six blocks where the lessons' has ten, and it has had little training. So each block has more to do, and the
# branch may be larger than the shortcut in more blocks. To bring the lessons' network back, run
# `network = rl.trained_network(own=False)` in a new cell, and then the cell with the pictures once more.
#
# How much does *your* network need each of its blocks? Run `rl.widgets.zero_mapping(network)` in a new cell, and let one of them fall silent, as in
# chapter 1.

# %% [markdown]
# ## 2.7 The bottleneck block
#
# A 3×3 convolution from 256 channels to 256 is expensive: 3 · 3 · 256 · 256 = 589,824 weights, and a regular block has two of them.
# Deep networks use a cheaper block, shaped like the neck of a bottle:
#
# 1. a **1×1** convolution down to `filters` channels, a quarter of what the block gives,
# 2. a **3×3** convolution there, where it is cheap, *with the block's strides*,
# 3. a **1×1** convolution up again, to `4 * filters`.
#
# Why is the stride in the middle? With strides of 2, a 1×1 convolution would look at one position in four and never see the
# others, while the 3×3 kernel sees them all. (A projection with strides of 2 does skip three positions in four, but the branch sees
# them.)

# %% tags=["nbval-check-output"]
block_anatomy = rl.anatomy.block_anatomy
regular = block_anatomy("regular", 56, 56, channels=256, filters=256, projection=False)
bottleneck = block_anatomy("bottleneck", 56, 56, channels=256, filters=64, projection=False)
rl.figures.two_paths(bottleneck)

# %% [markdown] tags=["question"]
# ### Predict: how many times fewer parameters does the bottleneck block have?
#
# Both blocks take 256 channels in and give 256 out. The regular block has two 3×3 convolutions of 256 filters each, and the bottleneck block works with 64 filters inside.
#
# ```toml
# id = "bottleneck"
# axes = [{ name = "times", label = "parameters of the regular block, divided by those of the bottleneck block", low = 1, high = 40, step = 1, unit = "times" }]
# came = [17]
# ```
#
# - up to 2 :: Three convolutions instead of two need not mean more weights. Two of the three have the smallest kernel there is, and the third works on few
#   channels.
# - up to 6 :: The 3×3 convolution has a quarter of the channels, so 4 is tempting. But a kernel holds a number for each *pair* of channels, one in and one
#   out, and a quarter of both leaves a sixteenth.
# - up to 12 :: Between the same channels, a 1×1 kernel has a ninth of the weights of a 3×3 kernel, so 9 is tempting. But here the channels are fewer as well.
# - up to 22 :: That is about right: where the channels are many the kernel is small, and where the kernel is large the channels are few.
# - above 22 :: The 3×3 convolution alone has 32 times fewer weights than the two of the regular block. But the two 1×1 convolutions have nearly as many again.

# %% tags=["nbval-check-output"]
narrow = block_anatomy("regular", 56, 56, channels=64, filters=64, projection=False)
rl.ask("bottleneck", lambda: rl.figures.kernel_areas([regular, bottleneck, narrow]))

# %% [markdown] tags=["came"]
# Each rectangle is a kernel, and its area is its number of weights. The factor of 17 comes from a comparison at 256 channels in and out. He et al. made a different one (2015, figure 5): they put the bottleneck of 256 channels beside the regular block that
# ResNet-34 has at this size, with 64 channels. Those two cost about the same: 70,784 and 74,112 parameters. So you can read the bottleneck in two ways: it makes wide blocks cheap, or it carries
# four times the channels, with three layers instead of two, for the price of a narrow block.

# %%
# exercise: bottleneck_block

# %%
rl.draw_block(bottleneck_block)

# %% [markdown]
# The next cell draws the bottleneck block for an input of 56 × 56 positions with 256 channels. For which number of `filters` does the block need no projection, and
# why?

# %%
rl.widgets.block_anatomy(kind="bottleneck")

# %% [markdown]
# For 64 filters, because the last convolution then gives 4 · 64 = 256 channels, as many as came in.

# %% [markdown]
# What do *your* blocks cost? Their parameters and multiply–adds are counted in the network that Keras builds from them.

# %%
rl.own_block_cost("regular_block", side=56, channels=256, filters=256)

# %%
rl.own_block_cost("bottleneck_block", side=56, channels=256, filters=64)

# %% [markdown]
# ## 2.8 Names, organised like files in a directory
#
# A network of fifty layers has hundreds of weight tensors, and each of them needs a name. The program from which these lessons come
# was written for TensorFlow 1, and it puts every block into a `tf.variable_scope`, much as one puts files into a directory: `block_layer1/regular_block0/conv1/kernel`. In Keras 3 you do this with
# `keras.name_scope`:

# %% tags=["nbval-check-output"]
with keras.name_scope("block_layer1"), keras.name_scope("regular_block0"):
    convolution = layers.Conv2D(8, 3, name="conv1")
    convolution(keras.Input((32, 32, 3)))
print(convolution.kernel.path)

# %% [markdown]
# The path is there, but it is not saved with the model, and a layer's own name may not contain a `/`. So the lessons mark three
# points around each block with layers that do nothing but carry a name: `block_layer1_regular_block0_shortcut`,
# `…_residual` and `…_output`. These names survive saving and loading, and the pictures of section 2.6 found your block by them.
#
# **If you are coming from `tf.layers` code:**
#
# | TensorFlow 1 | Keras 3 |
# |---|---|
# | `tf.layers.conv2d(x, filters, kernel_size)` | `layers.Conv2D(filters, kernel_size)(x)`: make the layer, then call it |
# | `tf.layers.batch_normalization(x, training=t)` | `layers.BatchNormalization()(x, training=t)` |
# | `tf.get_collection(tf.GraphKeys.UPDATE_OPS)` | not needed: the layer updates its averages itself |
# | `tf.nn.relu(x)` | `ops.relu(x)`; `tf.nn.relu` raises an error when Keras builds a network from symbolic tensors |
# | `tf.pad(x, p)`, `tf.reduce_mean(x, a)` | `ops.pad(x, p)`, `ops.mean(x, a)` |
# | `tf.variable_scope("block0")` | `keras.name_scope("block0")`, for the paths of weights |
# | `reuse=True` | keep the layer in a variable and call it again |

# %% [markdown]
# ## 2.9 The block of 2015
#
# The residual network first appeared with a different block. In the paper of 2015 the normalisation comes *after* each convolution, and a ReLU comes
# after the plus sign. Three months later, in 2016, the same authors moved both steps to the front, and the result is the block that you have written. You will meet the
# older block again, because torchvision's ResNets are still built from it (section 4.5). So build it from your own parts:
#
# | | your regular block (2016) | the block of 2015 |
# |---|---|---|
# | what the first 3×3 convolution reads | BN and ReLU of the input | the input as it is |
# | between the two convolutions | BN, then ReLU | BN, then ReLU |
# | after the second convolution | nothing | BN |
# | after the plus sign | nothing | ReLU |
# | an identity shortcut carries | the input as it is | the input as it is |
# | what a projection reads | BN and ReLU of the input | the input as it is |
# | after a projection | nothing | BN |
#
# The convolutions stay as they are: the stride is in the first, a projection is a 1×1 convolution with the block's strides, and each convolution keeps its
# bias. A BN followed by a ReLU is `self.pre_activation(x, is_training)`, wherever you call it. A BN alone is
# `layers.BatchNormalization(axis=axis)(x, training=is_training)`, and the cell gives you the `axis`.

# %%
# exercise: original_block

# %%
rl.own_block_cost("original_block", side=28, channels=64, filters=64)

# %% [markdown]
# On 64 channels both blocks have 74,112 parameters and do the same work, because the BN layers have only moved. So what did the move buy? Make every
# residual branch silent by setting all kernels to zero, and send a photograph through ten blocks of each kind. What comes out has travelled
# along the shortcuts alone. (The values of this photograph lie around zero.)

# %%
photograph = rl.standardized_photograph()
after_2016, after_2015 = rl.through_silent_blocks(photograph)

# %%
rl.figures.silent_blocks(photograph, after_2016, after_2015)

# %% [markdown]
# After ten blocks of 2016 the photograph is exactly what it was. Of the ten blocks of 2015 the first one sets every negative value to zero, 52% of all values here, because its ReLU lies on the path that should stay clean; the other nine find nothing left to cut. In a whole network of 2015 the stem
# has a ReLU of its own, which has already cut off the negative values, so silent blocks pass on what they read. There the ReLU of a block takes effect where the branch takes away more than the shortcut
# brings: what would become negative is cut to zero, and no gradient comes back at these places. He et al. (2016, section 4.1) find that this does little
# harm in 164 layers, and more in a thousand.
#
# They also measured what moving the two steps to the front does to the error on CIFAR-10: it falls from 6.61 to 6.37% with 110 layers, from
# 5.93 to 5.46% with 164, and from 7.61 to 4.92% with 1,001. In a short training run with 20 blocks you will see no such gain
# (section 5.4).

# %% [markdown]
# ## 2.10 What to keep
#
# - A block is two paths and a plus sign. **The shortcut is clean**: it carries the raw input, and holds a single 1×1 convolution where it has to project.
# - In a block every convolution is **pre-activated**: batch normalisation comes first, then ReLU, then the convolution. (The stem's convolution, which comes before the first block, is not.)
# - A **regular block** has two 3×3 convolutions, with the stride in the first. A **bottleneck block** has 1×1, 3×3 and 1×1 convolutions, with the stride in the
#   middle and four times the filters at the end.
# - At 256 channels the bottleneck block has about 17 times fewer parameters than a regular one, and about as many as a regular one of 64 channels.
#
# **The question again.** What may be on the shortcut, and what must not? Say it in one sentence, with your own block
# in mind.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), section 3.2 on shortcuts,
# section 4.1 on projections (table 3) and on bottlenecks (figure 5). The same authors: *Identity Mappings in Deep Residual Networks* (2016), section 3 on
# shortcuts (table 1), section 4 on pre-activation (tables 2 and 3).

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(2)

# %% tags=["nbval-check-output"]
rl.progress()
