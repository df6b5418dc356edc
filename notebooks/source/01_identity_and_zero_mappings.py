# %% [markdown]
# # 1 · Identity and zero mappings
#
# **You will be able to** say what more layers do to a network on its own training images and what a shortcut changes about that, and grow a trained network without spoiling what it knows.
#
# **Time** about 60 minutes, 40 of them writing. **You need** Python functions, and an idea of what a convolution does.
# **You write** five short functions. Each check takes a fraction of a second (the first one a second or so), and
# if your answer is wrong, you learn which mistake you made.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 1.1 A question
#
# Take a good network of 14 layers, and make a second one with 28 more layers of the same kind, 42 in all. Then train both with the same number of passes
# over the same 6,000 pictures of garments. Both networks are **plain**: each layer reads only what the layer before it passes on.
#
# Which of the two is better *on the images it was trained on*? The question is not about new images, but about the very ones that the networks see again and again.

# %% [markdown] tags=["question"]
# ### Predict: which one is better on its training images?
#
# This run was recorded, so you see how it turned out as soon as you have made your guess.
#
# ```toml
# id = "deeper_plain"
# ```
#
# - [ ] The one with 42 layers, because it can compute whatever 14 can, and more. :: This is tempting, because whatever 14 layers compute, 42 can compute
#   too. But what a network *could* compute and what training *finds* are two different things.
# - [x] The one with 14 layers, because training does not find as good a fit for 42. :: Both saw the same images equally often, and yet the
#   network with more layers fits them less well. Why this happens is the puzzle of this chapter.
# - [ ] The one with 42 layers, because it has room to learn its images by heart. :: That would be *overfitting*: the network knows its images by
#   heart, and is lost on anything new. It is the usual suspect when a large network fails. But here the deep network fits even its own images less well.
# - [ ] Neither of them, because layers that are not needed learn to do nothing. :: Nothing tells a layer to do nothing. It starts from random
#   weights like every other layer, and it must learn what to pass on.

# %% tags=["nbval-check-output"]
runs, facts = rl.recorded_races.load("degradation")
rl.ask(
    "deeper_plain",
    lambda: rl.figures.degradation_curves(runs, shallow=14, deep=42, kinds=("plain",)),
)

# %% [markdown] tags=["came"]
# After three passes over the images (one pass is called an **epoch**) the deeper network is clearly worse. This is **not overfitting**, because an overfitted
# network is *better* on the images that it was trained on. The deep network does worse even on those.
#
# Read the curves with some care. The **loss** says how wrong a network is. In each step, training moves every weight a little against its **gradient**, which says how
# the loss would change with that weight. Here a method called Adam decides how far, and its learning rate falls from 0.003 to zero along a cosine. So if both curves flatten towards the end, that is partly because the last steps are tiny, and does not mean that the networks have learnt all they could. Perhaps the deep one is only slower? But He, Zhang, Ren and Sun (2015;
# from here on He et al.) trained far longer, on CIFAR-10 and ImageNet, and the deeper plain network stayed worse. They called this **degradation**.
#
# You may have heard that in deep networks the gradient *vanishes* on its way back to the first layers. He et al. (section 4.1) argue that this is
# unlikely to be the reason: their plain networks had **batch normalisation**, which brings the numbers of each channel to a common scale (section 2.2 of these
# lessons), and the gradients that they measured were of a healthy size. Their own guess, which they left for later
# work, is that deep plain networks learn *exponentially* slowly; even three times as many steps did not cure theirs. Section 5.3 measures how large the gradient is in networks like ours.

# %% [markdown]
# You can watch it happen. Run these two lines in a new cell, which takes about a minute on two free cores:
#
# ```python
# own = rl.degradation()
# rl.figures.degradation_curves(own, shallow=14, deep=42, kinds=("plain",))
# ```

# %% [markdown]
# From here on you will compute. The next cell waits for TensorFlow, which has been loading since you ran the first cell, and says
# where it computes.

# %%
rl.ready()

import keras
import numpy as np
from keras import layers, ops

# %% [markdown]
# ## 1.2 The puzzle
#
# Something is odd here. There *is* a network of 42 layers that is *no worse* than the one with 14, and you can build it without any
# training:
#
# 1. copy the 14 trained layers,
# 2. let each of the other 28 pass its input on unchanged, which makes it an **identity mapping**.
#
# So the solution exists, but training does not find it. Does it perhaps only need more time? You can watch two smaller plain networks in your browser, where they learn to tell two spirals of points apart. After 600 steps the one with 14 layers has every point right, and the one with 42 layers about half of them. Half is what you get by guessing.

# %% [markdown] tags=["question"]
# ### Predict: how many points does the deep network get right after five times as many steps?
#
# Both networks see their training points again and again, in batches of 64, and Adam takes the steps.
#
# ```toml
# id = "more_steps"
# ```
#
# - [ ] All of them, because a deep network needs more steps to learn. :: It would, if time were all that it lacked. But the steps do not lead it there.
# - [x] About half, because more steps do not lead it to the solution. :: It gets 56% of them right in the run that is shown first, hardly more than by guessing. More time is not what it lacks.
# - [ ] Most of them, because each of the steps teaches it a little bit. :: Each step follows the gradient of one batch. But a path of such steps need not lead anywhere, and here it does not.

# %%
rl.ask("more_steps", lambda: rl.widgets.playground("depths"))

# %% [markdown] tags=["came"]
# Press *Run* three times, since a run ends after 1,000 steps. In three runs, each with a *seed* of its own (the number from which everything random in a run is drawn), the plain network of 14 layers has all points right after 600 steps, and the one with 42 has 50 to 64% of them right. After 3,000 steps it has 56%, in the one run that we let go on for so long. Other step sizes did not help it either, as you can read below the pictures. In section 1.7 you come back to these networks and give them shortcuts.

# %% [markdown]
# Is copying perhaps hard to *learn*? To find out, let two blocks learn to copy their input. Each has two convolutions. One block is plain. The other has a shortcut, which adds the block's
# input to what the convolutions give. Both start from the same weights, see the same patches of a photograph, and take the same 150 steps of Adam, all with a learning rate of 0.003.
# The weights start small: `scale=0.5` halves the usual random ones. There is no normalisation in this race.

# %%
race = rl.races.copy_race(scale=0.5, steps=150)
rl.figures.identity_race(race)

# %% [markdown]
# Both *could* copy. With the shortcut there is hardly anything left to learn, because the copy arrives by itself and the convolutions
# only have to be quiet.

# %% [markdown] tags=["question"]
# ### Predict: what if the initial weights are smaller still?
#
# Imagine the same race, but both blocks start with the usual random weights times 0.1, not times 0.5. In the race above the block with the shortcut was
# ahead.
#
# ```toml
# id = "smaller_weights"
# ```
#
# - [x] The lead grows, because only the plain block has to build its copy. :: A branch that is nearly silent has nearly done its work. A plain block that is
#   nearly silent still has everything to build.
# - [ ] The lead stays, because both start from the same smaller weights. :: They do, but they do not have the same goal. For the plain block, small weights are
#   farther from a copy than large ones. For the branch beside a shortcut, they are closer to silence.
# - [ ] The lead shrinks, because near zero both blocks start almost alike. :: They start alike, but they do not have the same goal. Zero is far
#   from a copy, and close to silence.

# %%
rl.ask("smaller_weights", rl.widgets.identity_race)

# %% [markdown] tags=["came"]
# Races like this were recorded for you, with one to eight blocks. The one that you see first starts from the usual weights times 0.1 and answers
# the question: the plain copy is worse than above, and the copy with the shortcut is all but perfect. Go up to 0.5, which is the race above,
# and on to the usual weights, a scale of 1. Then go back to 0.1 and take eight blocks: what is left of the plain copy?
#
# Below 0.5 the plain copy gets worse, because it has to be built from such small weights. The copy with shortcuts gets better with every step down,
# because all that its branches have to do is add nothing.
#
# **Try it.** Set the scale to 1 and go from one block to eight. The lead shrinks with depth: with one block the copy with the shortcut is twice as good, with four blocks it is about level, and with eight it is ten times worse. The reason is that each branch adds its random part, so at the start the sum is far too large, and the blocks first have to unlearn the excess. So a shortcut alone does not make copying easy: the branches beside it have to start quietly. In section 1.6 you build the quietest start there
# is, from which eight blocks copy exactly before their first step.
#
# To watch a race of your own, run `rl.figures.identity_race(rl.races.copy_race(blocks=4, scale=1, steps=150))` in a new cell.

# %% [markdown]
# ## 1.3 What is left to learn
#
# Let $H(x)$ be what a block should compute, its **optimal mapping**. A plain block has to learn all of $H$. With a shortcut the
# block gives
#
# $$F(x) + x$$
#
# where $F$ is what the convolutions compute, the **residual branch**. So what must $F$ be, if the whole is to be $H(x)$?
#
# ### Why the optimal mapping should be close to the identity
#
# Suppose that 20 blocks have learnt to tell garments apart well, and you append five more. What should those five compute? The 20 before them have
# already done most of the work, so what leaves block 20 is nearly what the classifier at the end needs. The best that the five can do is to pass it on
# with **small tweaks**. Each of their optimal mappings is therefore close to the identity, $H(x) \approx x$.
#
# A plain block would have to learn all of that $H$ from scratch, just to pass on what is there already. A shortcut passes it on anyway, and only the tweak
# is left to learn. That is the argument of He et al. (section 3.1): if the optimal mapping is closer to the identity than to zero, it should be easier to learn a change
# relative to the input than to learn the whole. It is an argument, not a proof. Section 1.7 builds exactly these 20 + 5 blocks, and shows that adding the five need not spoil anything.

# %%
# exercise: residual_function

# %% [markdown]
# The next figure shows three optimal mappings, and below each of them what is left for the residual branch. Cover the lower row with your hand and
# sketch it first.

# %% tags=["nbval-check-output"]
x = np.linspace(-2, 2, 81)
mappings = {"identity": x, "a small tweak": x + 0.3 * np.sin(3 * x), "a shift": x + 0.5}
rl.figures.residual_functions(x, mappings)

# %% [markdown]
# For the block to be the identity, the branch has to be **zero**, and for anything close to the identity it has to be close to zero. That is
# **residual learning**: learn the change, not the whole.

# %% [markdown]
# ## 1.4 The plus sign
#
# You have computed the residual. To get the block's output from it, you still have to add the input back.

# %%
# exercise: add_shortcut

# %% [markdown]
# That plus sign is all that turns a plain block into a residual one. Here are the same two depths as in the first figure, this time without and with
# shortcuts. Everything else is the same: the layers, the number of weights, the images and their order, and Adam with its falling learning rate.

# %% tags=["nbval-check-output"]
rl.figures.degradation_curves(runs, shallow=14, deep=42)

# %% [markdown]
# In the recorded run the deep network without shortcuts is right on 62% of its training images, and the one with
# shortcuts on 82%. At 14 layers there is hardly any difference, so a shortcut is not a trick that makes every network better. What it changes is what *depth* does: with shortcuts, 28 more layers no longer do
# harm. In this one run they even help, by 2 points; section 5.5 asks whether that holds with
# other seeds.

# %% [markdown]
# ## 1.5 Copying by hand
#
# Can a convolution copy at all? It can, and you will write down its kernel.
#
# A convolution computes each value of its output from a neighbourhood of the input: it multiplies each neighbour by a number of the
# kernel and adds up the products. Here are four kernels:

# %% tags=["nbval-check-output"]
average, corner, middle = np.full((3, 3), 1 / 9), np.zeros((3, 3)), np.zeros((3, 3))
corner[0, 0] = middle[1, 1] = 1
rl.figures.small_kernels([average, corner, middle, np.ones((3, 3))], ["A", "B", "C", "D"])

# %% [markdown]
# Which of them copies its input? Before you read on, think about where each of them takes its values from.
#
# C copies. B copies too, but it moves the picture one position down and one to the right. A and D blur, and D also multiplies by nine.
#
# With several channels, a kernel holds a table like one of these for *each pair* of a channel that is read and a channel that is written. Keras
# keeps them in an array of shape (row, column, channel in, channel out). Here is a kernel that swaps two channels:

# %% tags=["nbval-check-output"]
swap = np.zeros((1, 1, 2, 2), "float32")
swap[0, 0, 0, 1] = 1  # channel 0 is read, channel 1 is written
swap[0, 0, 1, 0] = 1
pixel = np.array([3.0, 7.0], "float32").reshape(1, 1, 1, 2)
print(ops.convert_to_numpy(ops.conv(pixel, swap)).ravel())

# %%
# exercise: identity_kernel

# %% [markdown]
# So the copy is easy to write down. In a plain block, though, a ReLU follows, which keeps what is positive and sets the
# rest to zero. What does it leave of a photograph whose values lie around zero?

# %% tags=["nbval-check-output"]
photograph = rl.standardized_photograph()
print("values from", photograph.min().round(1), "to", photograph.max().round(1))

# %%
copy = rl.copied(photograph)
rl.figures.copied_image(photograph, copy, np.maximum(copy, 0))

# %% [markdown]
# Half of the values are gone, and no later layer can bring them back. Plain blocks *can* get around that. Those of section 1.2 have channels to spare between
# their convolutions and can spend two on each value, since $x = \max(0, x) - \max(0, -x)$. Without a channel to spare, a block can add a number so large
# that nothing is negative any more, and take it off again after the ReLU. And where a block reads what has come through a ReLU already, as in the
# plain networks of He et al., nothing is negative to begin with. So the solution of section 1.2 does exist. But whichever way a block goes about it, many weights have to fit together, and training starts from small random
# ones. **Copying is possible, and still hard to learn.**

# %% [markdown]
# ## 1.6 Adding nothing
#
# With a shortcut we no longer ask *can the branch copy?* but *can it be silent?* Zero is a more convenient goal than a copy, because random weights lie around
# zero, so a branch with small weights is nearly there. Many training runs also use **weight decay**, a penalty on large weights that pulls them towards zero (the
# runs of these lessons do without, except the long one of section 5.5). But the decay of a kernel silences a branch only if the branch ends in the convolution with that kernel, as ours do. In the blocks of the first paper (section 2.9) a batch normalisation follows
# the last convolution, and it would scale a shrunken kernel's output up again. There it is the normalisation itself that has to give zeros: it
# multiplies by a number called $\gamma$ and then adds one called $\beta$, and both are weights that it learns. (Some
# training runs decay these two as well, and others leave them out.)
#
# A mapping that gives zeros whatever goes in is a **zero mapping**. You will take a residual branch, which is a `keras.Model`, and turn it into a zero mapping by
# setting weights. The branch must still be *able to learn* afterwards, so change only the last layer that has weights.
# `residual_branch.layers` lists the layers in order. The next cell shows how to see and set weights.

# %% tags=["nbval-check-output"]
layer = layers.Conv2D(2, 1)
layer(ops.ones((1, 4, 4, 3)))
print([(weight.name, tuple(weight.shape)) for weight in layer.trainable_weights])
layer.bias.assign(ops.ones_like(layer.bias))
print(ops.convert_to_numpy(layer.bias))
print("a ReLU has", len(layers.ReLU().trainable_weights), "weights")

# %%
# exercise: zero_mapping

# %% [markdown]
# Here the photograph goes through a residual block. At first the branch of this block has random weights, and then it is a zero mapping.

# %%
random, silent = rl.through_a_block(photograph)
print("largest difference:", np.abs(silent - photograph).max())
rl.figures.untouched_image(photograph, random, silent)

# %% [markdown]
# This is not *almost* the same photograph: it is the same one, pixel for pixel. A block with a silent branch **is** the identity, and so is any number of such blocks in a row. Eight residual blocks with the usual
# random weights were ten times worse at copying than their plain twin (section 1.2); with their last layers at zero they copy perfectly before they have learnt anything.

# %% [markdown]
# What if *every* weight of the branch were zero, and not only those of the last layer? The branch would return zeros as before. But think of the training that follows: what can a
# kernel learn if it reads nothing but zeros? See what the check says:


# %% tags=["nbval-check-output"]
def all_zero(residual_branch):
    for weight in residual_branch.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return residual_branch


rl.check("zero_mapping", all_zero)

# %% [markdown]
# ### A trained block falls silent
#
# So far the branch has been silent *before* it learnt anything. Now take a network that has learnt to tell garments apart: it has ten blocks, and it is right on 86% of
# a thousand garments that it has never seen. You multiply what the branch of one block adds by a number: 1 leaves it as it is, and 0 makes it a
# zero mapping. What is left of the 86% when one of the ten blocks falls silent?

# %%
rl.widgets.zero_mapping()

# %% [markdown]
# Turn the scale down to 0, one block after the other. (Blocks are counted from 0 in each **block layer**, a run of blocks that all work at the same size.) Each of seven blocks can fall silent by itself, and still 65% or more of the garments are right, because the shortcut carries on what the other blocks have found. Two blocks matter more: when block 0 of block layer 1 or block 1 of block layer 2 falls silent, only about a third are right. Without the one that remains, block 0 of block layer 2, the network only guesses. In the first block of either
# block layer the shortcut is not a plain copy, because there is a convolution on it (chapter 2).
#
# Then choose *without shortcuts*: these are the same layers, trained in the same way. Whichever of the ten blocks falls silent, only 10% are right, which is guessing. **Without
# a shortcut no block can fall silent; with one, most can.**

# %% [markdown]
# ## 1.7 Grow a trained network
#
# Back to the puzzle: we want a deeper network that is no worse, by construction. With zero mappings you can build it, and then train it further.
#
# The lessons ship a trained network of 20 blocks, in two parts. Its **body** turns images into features, and its **head** turns
# features into **logits**, one number for each class; the class with the largest number is the network's answer. New blocks belong between the two parts.
#
# `keras.Model(inputs, outputs)` makes a network from its two ends. You can call a part of a network like a layer, and your `zero_mapping` and `add_shortcut` do the rest:

# %% tags=["nbval-check-output"]
body, head = rl.races.twenty_blocks()
print("body:", body.input_shape, "->", body.output_shape)
print("head:", head.input_shape, "->", head.output_shape)
again = keras.Model(body.input, head(body.output))
print("together:", again.input_shape, "->", again.output_shape)

# %%
# exercise: grow

# %% [markdown]
# Now append five more blocks to the 20 trained ones, with their last weights at zero, once with shortcuts, as in your `grow`, and once
# without. How many of the training images does the network get right straight away, and how many after one more epoch? (In this epoch Adam takes the steps, and its learning rate falls from 0.001 to zero along a cosine.)
#
# Once your `grow` has passed, the next cell uses it, which takes about a minute. Read the question below in the meantime and
# make up your mind; you can enter your guess as soon as the cell is done.

# %%
grown = rl.growth()

# %% [markdown] tags=["question"]
# ### Predict: what happens with shortcuts, and what happens without?
#
# ```toml
# id = "grown"
# ```
#
# - [ ] Nothing is lost with shortcuts or without, and the epoch improves both. :: With shortcuts zero is *added* to what comes along. Without them, zero
#   is all that is passed on.
# - [ ] Both lose everything at first, and both win it back within the epoch. :: With their usual random weights both would lose a lot. But beside a
#   shortcut a zero mapping makes the block the identity, so nothing is lost there.
# - [x] Only without shortcuts is everything lost, and the epoch cannot undo that. :: Zeros let nothing through, neither forwards nor backwards. Only a
#   shortcut leads past them.
# - [ ] Only without shortcuts is everything lost, and the epoch brings it back. :: This is tempting, because the 20 blocks still hold what
#   they learnt. But none of it gets past a kernel of zeros, and neither does the gradient on its way back.

# %%
rl.ask("grown", lambda: rl.figures.grown_network(grown))

# %% [markdown] tags=["came"]
# With shortcuts nothing is lost, and training goes on from there. Without them, the zeros wipe out everything that
# the network knew, and it gives the same answer for every image. It does not recover either, because a kernel that is fed zeros has a gradient of zero, and no gradient comes back through a kernel of zeros.
#
# Two things should be said in fairness. First, the network gets better because it is trained *further*, and the new blocks have hardly any part in that: in the
# recorded run the 20 blocks alone, the grey bar, reach 82.8% in the same epoch, and all 25 reach 83.0%. Second, zero is a safe start, not a magic number. On the right of the figure, blocks whose random weights are scaled down to a tenth do little harm, while
# blocks with random weights of full size ruin the predictions.

# %% [markdown]
# ### Play with depth
#
# The two networks in the playground below are small enough to learn while you watch: each is given two spirals of points to tell apart, and trains in your browser. Both have 42 layers and the
# same random weights, but only the one on the right has shortcuts. Which of them will learn? Press *Run*. Then remove the shortcuts from the right one too, and turn one of the two down to 14 layers, as in section 1.1. The list *compare* offers more pairs, such as
# *branches at zero: no shortcut, identity*, the start that you have just given to five new blocks. Below the pictures you can read what such small networks show, and what they do not.

# %%
rl.widgets.playground()

# %% [markdown]
# ## 1.8 What to keep
#
# - **Degradation**: a deeper plain network can be worse *on its training images*. It is not overfitting.
# - A block with a shortcut gives **F(x) + x**, so its branch has to learn **F(x) = H(x) − x**.
# - A convolution can copy, yet copying is **hard to learn**. With a shortcut a block copies as soon as its branch is **zero**, because a silent branch makes the block the
#   identity.
# - Blocks that are appended to 20 good ones should have only **small tweaks** to learn: that is the argument. A block whose branch starts at zero starts as the identity, so added depth
#   does no harm at the start, and every block can add its own change.
# - Zero is easy to *reach* only from a quiet start. From the usual random weights, and without normalisation, eight blocks with shortcuts copied ten times *worse* than plain ones. Real
#   residual networks have batch normalisation, and can start with their branches at zero, as `grow` does.
#
# **The question again.** Can a deeper network be worse on its training images? Say in one sentence why a plain one can, and what it would
# take for a residual one.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), section 1 on degradation (figure 1), section 3.1
# on residual learning, section 4.1 for 18 against 34 layers (table 2). The same authors: *Identity Mappings in Deep Residual Networks*
# (2016), section 2 on why a clean shortcut carries signal and gradient. Goyal et al.: *Accurate, Large Minibatch SGD* (2017), section 5.1, starts
# each residual branch at zero.

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(1)

# %% tags=["nbval-check-output"]
rl.progress()
