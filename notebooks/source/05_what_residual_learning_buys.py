# %% [markdown]
# # 5 · What residual learning buys
#
# **You will be able to** take a trained network apart, measure how far its gradient reaches, and tell which of the papers' claims you have seen with
# your own eyes.
#
# **Time** about 110 minutes, 70 of them writing. **You need** chapters 1 and 2; a network of your own from chapter 4 is welcome. **You write** five
# short functions.
#
# The experiments here were recorded beforehand, nearly all with at least three seeds, so you see their results at once. (A **seed** is the number from which a run draws its random weights and the
# order of its images. Another seed gives another run of the same experiment, and shows how much of a result is chance.) The mixing desk of section 5.1, the unfolded networks of section 5.2 and the first figure of
# section 5.3 show single networks. Most experiments have a button that runs them again here, in less than a minute. The ■ button of the toolbar stops such a run, and keeps what has been measured so far.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 5.1 Cut a branch out
#
# Here are two trained networks of ten blocks each. One has shortcuts; its plain twin has the same layers without them, and was trained in the same way. Both have learnt to tell
# garments apart. Now a surgeon takes *one block* out, and nobody trains the rest again.
#
# With shortcuts only the residual branch is cut out, and the shortcut stays. In the plain network the whole block goes, so the next block reads what came into the missing one. (A plain block that changes the shape
# cannot be cut, because the next block could not read what is left.)

# %% [markdown] tags=["question"]
# ### Predict: what is left of the two networks?
#
# Choose a point in the plane below: how many of the test images does the plain network get right after a cut, and how many does the one with shortcuts get right? Before the cut both are right on about 85%, and guessing is right on 10%. There are three pairs of networks, and each
# of their blocks is cut out once. Guess the mean over the nine blocks that both networks can lose. (You let single blocks fall silent in section 1.6.)
#
# ```toml
# id = "one_block_cut"
# axes = [
#   { name = "plain", label = "plain network: right, in percent", low = 0, high = 100, step = 1, unit = "% right without shortcuts" },
#   { name = "residual", label = "with shortcuts: right, in percent", low = 0, high = 100, step = 1, unit = "% right with shortcuts" },
# ]
# came = [13, 64]
# known = [{ label = "before the cut", at = [84, 86] }]
# ```
#
# - plain above 30 :: Nine of ten blocks are still there, so this is tempting. But in the plain network the block after the gap reads something that it was never trained on, and so do all blocks after that one. Three cuts in four leave 18% right or less.
# - residual up to 40 :: The plain network is reduced to guessing, as you said. But a block that is cut out of the other one leaves its shortcut behind: what the next block reads is the old sum with one term missing.
# - residual above 80 :: The plain network is reduced to guessing, as you said. But the shortcut carries only what *earlier* blocks have said. What the missing branch would have added is missing, and some branches add a great deal.
# - elsewhere :: That is about right. The plain network is reduced to guessing, since all blocks after the gap read something that they were never trained on. With shortcuts one term of a sum is missing, and most terms can be spared.

# %% tags=["nbval-check-output"]
lesions, facts = rl.experiments.recorded("lesion")
rl.ask("one_block_cut", lambda: rl.figures.lesions(lesions, "dropped"))

# %% [markdown] tags=["came"]
# Half of all cuts in the plain networks leave 11% right or less, and guessing would be 10%; the mildest leaves 27%. The residual networks lose little or much, depending on the block. On average over the nine blocks
# that both networks can lose, 64% stay right with shortcuts, and 13% without. Veit, Wilber and Belongie (2016) saw the same
# with a residual network of 54 blocks, in which hardly any single block was missed at all; their plain network was a VGG network (convolutions and poolings in one chain, without shortcuts). Our networks have only ten blocks, so perhaps each block has more of the work to do, and the first of each block layer has the most.

# %% [markdown]
# Now you are the surgeon. The next cell waits for TensorFlow, which has been loading since you ran the first cell.

# %%
rl.ready()

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

# %% [markdown]
# In a block the output is shortcut plus residual branch. With the branch cut out, the rest of the network has to read the shortcut where it
# used to read the sum. The three points around a block have names (section 2.8): `f"{block_name}_shortcut"`, `…_residual` and `…_output`, and `model.get_layer(name).output` gives you the tensor at such a point.
# As in section 1.7, `keras.Model(a, b)` is the part of a network between two of its tensors, provided that every way to `b` leads through `a`.
#
# Your function returns a new network and leaves the given one as it is.

# %%
# exercise: lesion

# %% [markdown]
# Which block matters most in *your* network? If you kept your ResNet-18 in chapter 4, your `lesion` cuts the blocks out of it, one by one; if not, out of the lessons' network.

# %%
rl.own_lesions(rl.load_network())

# %% [markdown]
# A block can also be swapped with the next one, or run twice. Which of the three harms the residual network most: the cut, the swap or the repetition?

# %%
rl.widgets.experiment("lesion")

# %% [markdown]
# The cut does: with shortcuts a cut leaves 64% right on average, a swap 69%, and a block run twice 73%. The mean hides how uneven the possible swaps are: five of the seven leave more than 80%, but swapping the very first block leaves 14%, probably because everything after it then reads
# features that it has never seen. Plain networks survive almost none of this.

# %% [markdown]
# A cut is all or nothing, but a branch can also be turned down little by little. The mixing desk below has a fader for each of the ten blocks, which multiplies what the branch
# adds by a factor from 0 (muted) to 2 (doubled). Both networks compute in your browser, and after every move you see how many of 200 test images they still get right. A block of the plain twin has nothing but its branch, so when it is muted, it lets nothing through at all; the cut above let the block's input pass. In the network with shortcuts, how many blocks can you mute at the same time and still have 60% right? Guess first.

# %%
rl.widgets.mixing_desk()

# %% [markdown]
# <details><summary>How many at most?</summary>
#
# Four, if you leave the other faders where training left them. There are 210 ways to mute four blocks, and only two of them keep 60%: blocks 3, 9 and 10 with block 4 or block 5. (The desk counts all ten from 1, so its block 9 is block 3 of block layer 2.) None of the 252 ways to mute five does.
#
# </details>

# %% [markdown]
# ## 5.2 Many short paths
#
# Why does the network with shortcuts survive? Imagine it unfolded: what arrives at a plus sign has come either along the shortcut or through the branch, so ten blocks make 2 · 2 · … · 2 = 1,024 **paths** from the
# picture to the answer. Cutting a branch out closes half of them, and the other half stays open. A plain chain has a single path, and every cut lies on it.
#
# If this view is right, further cuts should do harm step by step, and not all at once:

# %% tags=["nbval-check-output"]
rl.figures.lesions_together(lesions)

# %% [markdown]
# They do. With shortcuts 86% are right with no cut, 64% with one, 43% with two and 28% with three, and after that there is little left to lose. Only the nine blocks that keep the shape were cut, and each number is the mean over *every* way to
# choose them: 9 ways to cut one block, 36 to cut two, 84 to cut three. So this is the same 64% as in section 5.1.

# %% [markdown] tags=["question"]
# ### Predict: how many branches does the gradient pass through?
#
# A network of twenty blocks has 2²⁰ paths, about a million. Most of them go through about ten of its branches, and take the shortcut past the others.
#
# Training needs the **gradient**, which says how the loss would change with each of the network's numbers. It is computed from the loss back to the input, along the same paths: each plus sign passes it on to the shortcut *and* to the branch (section 5.3). Along the shortcut it arrives whole. A branch of these networks lets a little less than half of it through, on average. Now weight each path by how
# much of the gradient comes along it: through how many branches does the gradient pass on average?
#
# ```toml
# id = "gradient_paths"
# axes = [{ name = "branches", label = "branches that the gradient passes through, on average", low = 0, high = 20, step = 0.5, unit = "branches" }]
# came = [6]
# ```
#
# - up to 3 :: The shortest paths carry the most, taken one by one. But there are few of them: a single one goes through no branch at all, and 190 go through two.
# - up to 8.5 :: That is about right. Branch by branch the gradient gets weaker, as a rule. There are fewer short paths than paths of ten branches, but each of them carries far more.
# - up to 11.5 :: Paths of about ten branches are the most numerous. But branch by branch the gradient gets weaker, as a rule. Weight the paths by what they carry, and the balance moves to shorter ones.
# - above 11.5 :: The longest paths have the most weights on their way. But branch by branch the gradient gets weaker, as a rule, so that little of it is left after many.

# %%
rl.ask("gradient_paths", lambda: rl.widgets.experiment("path_lengths"))

# %% [markdown] tags=["came"]
# Move the slider from ten branches down to six: each step leaves fewer paths, 184,756 of ten branches and only 38,760 of six, and yet they carry more. So the gradient mostly flows through short paths:
# about 6 branches on a path, not 10. We measured that in three trained networks in inference mode (as they predict, not as they train), on 40 random paths of each length, and weighted the paths
# as Veit et al. do: their number times the mean size of the gradient along one of them. These sizes are not shares of one sum, because the gradients along
# different paths point in different directions and can cancel in part. So paths are a way to look at a network and not the whole truth; they also share their weights.

# %% [markdown]
# Here up to ten blocks of such a network are unfolded. Each line is a path, as thick as the gradient that comes along it. Press a block to cut its residual branch, and half of the paths go dark. How much of the gradient goes with
# them? (As above, the sizes along the paths are added up.) Guess before you cut, and then try the other networks too.

# %%
rl.widgets.unfold()

# %% [markdown]
# In blocks 11 to 20, which are shown first, a cut takes away less than half of the gradient: with all ten of them unfolded, each single cut leaves 72 to 82%, because most of the gradient takes short paths, of 2.2 branches on average. Even the one path that is left when all ten are cut carries 8%.
# This is not a law. In blocks 1 to 10, 94% of the gradient comes through the branch of block 1, which reads a small signal and is steep (section 6.1 says why), and a cut there leaves very little. In the network of ten blocks that you had at the mixing desk the gradient goes through 5.1 branches on average, where the average path goes through 5, so short paths are not preferred there at all.

# %% [markdown]
# ## 5.3 How far the gradient reaches
#
# Training moves each weight against its gradient, so that the loss gets smaller.
#
# Take the two networks of section 5.1 *before* their first step of training, and measure how large the gradient of each block is: the gradients of all its weights together, as one length.
#
# The first line of the function is given: `weights = rl.block_weights(model)` is a dictionary from each block's name, in the order of the network, to the list of the block's trainable weights.
#
# A `tf.GradientTape` remembers what is computed inside its `with`, and afterwards you can ask it for gradients. Keras leaves this task to its backend, so here you use TensorFlow itself:

# %% tags=["nbval-check-output"]
x = tf.Variable([3.0, 4.0])
with tf.GradientTape() as tape:
    y = ops.sum(x**2)
gradient = tape.gradient(y, x)
print(gradient.numpy(), float(tf.linalg.global_norm([gradient])))

# %% [markdown]
# The gradient is (6, 8), and its length is √(6² + 8²) = 10.
#
# Two things are good to know about the tape. It answers only **once**: a second `tape.gradient(…)` stops with an error about a *non-persistent* tape, so do not ask it in a loop, block by block. And you may ask
# for a whole dictionary of lists at once, such as `weights`: the answer has the same form, with each weight replaced by its gradient. `tf.linalg.global_norm(…)` takes a list of arrays and returns the length of all their
# numbers together.
#
# You get the logits from `model(images, training=False)`, which runs the network as it predicts, not as it trains. Your loss is the cross-entropy, averaged over the images. For one image it is minus the logarithm of the probability that the network gives to the right class, so a network that gives each of ten classes the same probability has the loss ln 10 = 2.30, *the loss of a guess*. `keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)` gives one number for each image.

# %%
# exercise: gradient_norms

# %%
rl.own_gradient_norms()

# %% [markdown]
# The figure shows what your function finds once it has passed, and until then what the lessons' own function finds. In the plain network the gradient shrinks from block to block on its way back, and next to nothing reaches the first block:
# the last block's is 830 times as large. With shortcuts every block gets its share, because the plus sign passes the whole gradient on to both of its terms.
#
# Must the gradient of a plain network shrink? No. The figure was measured in inference mode, that is, as the network predicts, where batch normalisation uses the averages that it has collected, and before training those are still 0 and 1, so nothing is normalised. Then everything depends on the size of the initial weights.
# These networks start from Keras' usual ones, which are so small that the gradient more than halves from block to block, on average. From the larger ones of He initialisation (section 6.2) it would hardly shrink: in three plain networks that we started from those, the largest gradient of a block is only two to six times the smallest. With shortcuts the start matters little: from either one the largest is less than five times the smallest.
#
# In training mode each batch is normalised by its own mean and spread, which keeps the signal alive on its way *forward*, whatever the size of the weights. On the way *back* through a plain network the opposite happens: the gradient does not shrink but grows with every block,
# because the normalisation stretches what the ReLU has left over (section 6.2 works it out). Here are 25 blocks in training mode, with three seeds. They start from He initialisation:

# %%
rl.widgets.experiment("gradients")

# %% [markdown]
# On the left is the gradient of what each block passes on. Without shortcuts it is thousands of times as large in the first block as in the last, and with shortcuts 15 to 25 times as large. On the right, the gradient of
# each block's weights gives much the same picture. Whether the gradient vanishes or explodes, the reason is that a plain chain multiplies it by the slope of one block after the other. With
# shortcuts each factor is one plus the slope of a branch: it cannot become small just because the branch is weak, and it stays near one where the branch is small
# beside the shortcut. In this second figure batch normalisation sees to that: every branch begins by dividing by the size of what it reads, so the later branches are small beside a sum that grows. Section 6.2 measures this, and shows what happens without normalisation.
#
# Yang et al. (2019) show this explosion for wide plain networks of dense layers with batch normalisation, at initialisation, and name the normalisation itself as
# its cause. They also observe that the effect becomes much weaker after the first step of training.
#
# Is this why deep plain networks train badly? Be careful. In ordinary gradient descent a step is the gradient times one learning rate, and at the first step no single rate suits both a last block and a first one whose gradient is hundreds or thousands of times larger. But
# the networks of chapter 1 train with Adam, which rescales each weight's step by the usual size of its gradient, so that the sizes largely cancel out. The deep plain one learnt badly all the same. He et al. (2015, section 4.1)
# found gradients of a healthy size in their plain networks with batch normalisation, and concluded that vanishing gradients are unlikely to be the reason. So the gradient's size is at most a part of the answer.

# %% [markdown]
# ### The backward pass by hand
#
# Why does the plus sign pass the whole gradient on? You can work it out yourself, because a tape does nothing that you could not do on paper. Take a small block whose
# input is a vector, with two matrix products and a ReLU between them:
#
# $$y = x + F(x), \qquad F(x) = \mathrm{ReLU}(x K_1)\, K_2$$
#
# Call $G$ the gradient that arrives at the result of an operation: how the loss changes with each of its numbers. Each operation passes $G$ back to what it
# read, and each does so by a rule of its own:
#
# - A **sum** passes $G$ to each of its terms as it is.
# - A **product** $u K$ passes $G K^\top$ to $u$, and $u^\top G$ to $K$. In Python that is `G @ K.T` and `u.T @ G` for NumPy arrays, which
#   you are given. (What `ops.relu` returns has no `.T`; `np.maximum(z, 0)` is a ReLU that returns a NumPy array.)
# - A **ReLU** passes $G$ on where its input was positive, and zero elsewhere.
# - An array that was **used twice** gets the sum of what comes back from both uses.
#
# Go through the block from the end to the beginning. The input $x$ is used twice, by the shortcut and by the branch, so its gradient is a sum of two terms:
# $G$ itself, and what comes back through $F$. This is what $\partial y / \partial x = 1 + F'(x)$ says, where the 1 stands for the shortcut.

# %%
# exercise: backward_pass

# %% [markdown]
# Now your function works its way back through a chain of twenty such blocks, and the tape does the same beside it:

# %%
rl.own_backward_pass()

# %% [markdown]
# The weights of this chain are half as large as the usual random start would make them (He initialisation, section 6.2), so each branch passes back about a third of what it gets. (Two products with each weight halved make a quarter. But He initialisation expects a ReLU after each product, and here one of the two has none, so it is √2 times as much: 0.35.) Twenty branches in a row
# leave less than a billionth of the gradient. With shortcuts there is the 1 in $1 + F'$, so each of the twenty factors is a little more than 1 in size, and in the end more comes out than went in.

# %% [markdown]
# ### Do neighbours agree?
#
# What else, apart from its size, could be wrong with a gradient? Training takes one step for many images at once, so it helps if images that resemble each other ask for similar steps.
#
# To see how much neighbours agree, take an untrained network that turns one number into one number, with 200 features in each layer in between, and a batch normalisation and a ReLU before each of
# these layers. With shortcuts, each layer is the branch of a block. Give it 256 numbers along the line from −2 to 2, and ask at each of them how the output changes with the input.

# %% [markdown] tags=["question"]
# ### Predict: what does the gradient look like along the line, 24 layers deep, without shortcuts?
#
# With its ReLUs such a network is made of straight pieces: the output bends wherever one of the features passes zero.
#
# ```toml
# id = "shattered"
# ```
#
# - [ ] It changes smoothly, because neighbouring inputs hardly differ. :: With few layers it nearly does. But each additional layer folds the line a few times more.
# - [ ] It is mostly constant, because the pieces are long and straight. :: The pieces are straight. But with depth they become so short that neighbouring inputs lie on different ones.
# - [x] It jumps like noise, because depth makes the pieces ever shorter. :: This is what *shattered* means. With shortcuts, the gradients of neighbours still resemble each other.

# %%
rl.ask("shattered", lambda: rl.widgets.experiment("shattering"))

# %% [markdown] tags=["came"]
# Balduzzi et al. (2017) call this **shattering**. The interactive figure also gives a *correlation*: 1 means that the gradients at two inputs rise and fall together, and 0 that one tells you
# nothing about the other. Between neighbouring inputs of the networks with 24 layers it is 0.81 with shortcuts, and about 0 without. This is not yet training:
# here the input moves and not the weights, and the gradient is taken with respect to the input. Balduzzi et al. argue that training suffers from shattering, because methods such as momentum, in which each step also follows the gradients of earlier steps, assume that gradients at nearby points are alike. We did not measure that.

# %% [markdown] tags=["question"]
# ### Predict: what becomes of the correlation while a network learns?
#
# The playground of section 1.7 shows two networks while they train, the gradient of each of their layers, and how the output changes along a line. Each of them has 42 layers of 16 features. Before the first step the gradients at neighbouring inputs
# have a correlation of 0.45 to 0.52 with shortcuts, on three seeds, and of about 0 without. (1 means that two gradients rise and fall together, and 0 that one tells you nothing about the other.) Now both networks take 600 steps.
#
# ```toml
# id = "learnt_agreement"
# ```
#
# - [ ] It rises in both, because learning smooths every network a bit. :: Learning smooths a network that learns. Without shortcuts this one hardly does.
# - [ ] It falls in both, because the output has to bend at each spiral. :: The output does have to bend, but along whole arms of the spirals and not between one input and the next.
# - [x] It rises only with shortcuts, because only that network learns. :: With shortcuts neighbours nearly agree in the end, and without them the gradient still looks like noise.

# %%
rl.ask("learnt_agreement", lambda: rl.widgets.playground("gradients"))

# %% [markdown] tags=["came"]
# Press *Run*, and look at the bars and at the lowest picture. After 600 steps the correlation is 0.93 to 0.96 with shortcuts on these three seeds, and −0.18 to 0.20 without. By then the network with shortcuts has every training point right, and the other one 50 to 64% of
# them. This does not say what is cause and what is effect: a network that has learnt a smooth answer has gradients that agree. Before the first step, the correlation differs so much from seed to seed that some networks without shortcuts have a higher one than some with them.

# %% [markdown]
# ## 5.4 Break it yourself
#
# The shortcut does nothing at all, and that is its merit. He et al. (2016) tried out what happens if you halve both paths, put a convolution on the shortcut, drop half of its values at random, or normalise after the
# sum. Which of these does the least harm? Choose a variant, and watch it train beside the original, the block of 2015 (section 2.9). Each network has twenty blocks, and the recorded runs make one pass over 4,000 garments.

# %%
rl.widgets.experiment("shortcut_variants")

# %% [markdown]
# The original starts with two to three times the loss of a guess, and still ends best. Its signal grows sixfold on the way through the untrained blocks (as you will see two figures further down), and its last layer reads it at that size. Ten steps of training put that right.
#
# Here are all variants at once. Three of them leave the shortcut empty and move only what is around it: *ReLU before the addition* puts the last ReLU at the end
# of the branch; *ReLU-only pre-activation* puts a ReLU before each convolution, and leaves the normalisation after it; *full pre-activation* puts both before
# each convolution, as your own block does.

# %% tags=["nbval-check-output"]
variants, facts = rl.experiments.recorded("shortcut_variants")
rl.figures.shortcut_variants(variants)

# %% [markdown]
# A factor of one half, a convolution, dropout or a normalisation: whichever of them lies on the shortcut's path, the error at least doubles on average over the seeds. (On no seed is it less than 1.87 times the original's.)

# %% [markdown]
# ### Half dropped, and half doubled
#
# One of these variants hides a trap. He et al. drop half of the values on each shortcut, and say that this scales a shortcut by one half on average. So we take it that they leave the other
# half as it is. Keras' `Dropout` does one thing more: it *doubles* the
# values that it keeps, so that the mean of all values stays what it was. In a single place in a network this is just what you want. On twenty shortcuts in a row it is not, because doubling half of the values also doubles the mean of all squares:
# ½ · (2x)² = 2x². Here are both, before training and while they learn:

# %% tags=["nbval-check-output"]
rl.figures.dropped_shortcuts(variants)

# %% [markdown]
# With Keras' dropout on its shortcuts the network starts with a signal that grows 550-fold, and it learns nothing. That says something about `Dropout`, and nothing about shortcuts. With the paper's dropout the signal stays small, and the
# training loss ends where that of the network without shortcuts ends: about 2.0. That fits: dropping half of the values halves their mean, and after twenty shortcuts it is a millionth of what the stem had passed on. But that cannot be the whole reason, because where shortcut and branch are
# halved, each shortcut's mean is halved too, and that network gets 64% wrong, where the one without shortcuts gets 76% wrong.
#
# On new images the network with the paper's dropout even seems to guess, with 90% wrong against 76% without shortcuts. Be careful with that number, because batch normalisation has a large part in it: in training it collects averages of a signal of which half is dropped, but when
# the network predicts, nothing is dropped and every shortcut is halved instead. That leaves the same mean, but a mean square of (½x)² = ¼x², where training had ½x². Once the averages are taken again with nothing dropped, the same three networks get between 64 and 87% wrong, on either side of
# the 76% without shortcuts. So in this short run, dropping half of each shortcut costs about as much as having no shortcut.

# %% [markdown]
# One of the paper's results does *not* show here. The original has a ReLU after its plus sign, so its shortcut is not quite clean. Still, on average it is ahead of all three orders without that ReLU. For ReLU before the addition this agrees with the paper, where it does harm too (7.84% errors against 6.61% with 110 layers). ReLU-only
# pre-activation is about as good as the original there (6.71%), and full pre-activation is better, with 110 and more layers and long training. Here, with 20 blocks
# and one short pass, both are worse on all three seeds. (That holds seed by seed, though the figure does not show which dots belong together.) An honest experiment shows that too.

# %% [markdown]
# ## 5.5 Deeper once more
#
# Chapter 1 began with one deep plain network that failed. Here are networks of both kinds at four depths, with three seeds each, on training images *and* on new ones:

# %% tags=["nbval-check-output"]
degradation, facts = rl.experiments.recorded("degradation")
rl.figures.degradation_by_depth(degradation)

# %% [markdown]
# Without shortcuts every increase in depth costs accuracy, on the training images too. With shortcuts depth does no harm that these runs could show. Does it *help*? In the papers it does, with at least eight times the images and hundreds of times
# the steps. Here, in two passes, the differences between 14 and 52 layers are smaller than those between seeds, so these runs do not show it.
# Here is the loss while they train; choose a depth:

# %%
rl.widgets.experiment("degradation")

# %% [markdown]
# ### Long enough for depth to help
#
# For depth to *help*, networks have to train for longer. So we let some train on all 60,000 images of Fashion-MNIST, eight times over, with the optimiser and the schedule of He et al. (2015, section 4.2): stochastic gradient descent with momentum and weight decay in
# place of Adam (with momentum a step also follows the gradients of earlier steps; section 1.6 explains weight decay), and a learning rate that falls to a tenth after half of the passes and again after three quarters. The paper also crops its images at random and mirrors them, and we do not. The networks are laid out like the paper's small ones, 6n + 2 layers in three block layers of n blocks each (n = 1, 3 and 9 make 8, 20 and 56). But
# they are made of the lessons' own blocks, those of 2016 with projections, and they have a quarter of the paper's filters, on 7 × 7, 4 × 4 and 2 × 2 positions where the paper has 32 × 32, 16 × 16 and 8 × 8, because ours trained on a processor, without a graphics card.

# %% tags=["nbval-check-output"]
depth, facts = rl.experiments.recorded("depth_that_helps")
rl.figures.depth_that_helps(depth)

# %% [markdown]
# With shortcuts, 8 layers are right on 87.8% of the new images and 56 layers on 88.5%. The deeper network is better on all three seeds, by 131, 64 and 6 of the 10,000 images (6 is no difference to speak of), and its loss on the training images is lower on all three seeds. But more is not always better: 20 layers reach 88.6%, and on two of the three seeds they beat 56. In the paper 56 layers beat 20, after about twenty times as many passes over the images. We have
# not measured whether ours would too.
#
# Without shortcuts it is the other way round: on average 87.5% with 8 layers, 85.6% with 20 and 58.1% with 56. The depth that does one network no harm ruins its twin.

# %% [markdown]
# Does more depth help a network that has already learnt? Here trained networks grow from 20 blocks to 25, as in section 1.7, with three seeds. Three things differ. These networks have made two passes over the images before they grow, not three, so they start lower. Afterwards they train for
# only 32 steps, on 2,000 of the images, where section 1.7 took 94 steps on all 6,000. And in section 1.7 the blocks without shortcuts started at zero, and zeros let nothing learn, while here they start from the usual random weights, so
# they *can* learn.

# %% tags=["nbval-check-output"]
growth, facts = rl.experiments.recorded("growth")
rl.figures.growth_by_seed(growth)

# %% [markdown]
# With shortcuts nothing is lost. Without them the network guesses at first, with a tenth of the images right, and after these 32 steps it is not yet where the 20 blocks were before. Whether 94 steps would do, we have not measured. The 20 blocks alone gain as much as the 25 with
# shortcuts. So the new blocks do no harm, but they do not help yet.

# %% [markdown]
# ### Start at γ = 0
#
# Can a whole network begin as quietly as the five new blocks with shortcuts? In section 1.6 you silenced a branch whatever its weights were, and set both weights of its last layer to zero. In a new network one of them is enough, where a branch *ends* with a batch normalisation. The last step of the normalisation multiplies by $\gamma$ and adds
# $\beta$, and in a new layer $\gamma = 1$ and $\beta = 0$. So with $\gamma = 0$ the branch returns zeros, and a block with an identity shortcut starts as the identity (in the block of 2015 too: what it reads has come through a ReLU, so the ReLU after its sum changes nothing). A block that projects starts as its projection alone. Goyal et al. (2017) start
# their training on ImageNet in this way, and torchvision offers it as `zero_init_residual`.
#
# This start does not work in every block. The branch of your pre-activation block ends with a convolution, and a ReLU follows its last batch normalisation. If you set that $\gamma$ to zero, the ReLU is fed
# nothing but zeros, where its slope is zero: no gradient comes back, neither to this $\gamma$ nor to anything before it. Such a branch can learn nothing but its last bias.
#
# So look at where each branch ends. You get the layers of each branch in a dictionary, as in `branches["block0"][-1]`. `isinstance(layer, layers.BatchNormalization)` says whether a layer is a batch
# normalisation, and `layer.gamma` is its $\gamma$, a weight that you set as in section 1.6. Silence the branches that end with a batch normalisation, and leave the others alone.

# %%
# exercise: zero_gamma

# %% [markdown]
# Does such a start help? Section 6.3 compares it with the usual one.

# %% [markdown]
# ## 5.6 The landscape around a trained network
#
# Training walks downhill on a surface with as many directions as the network has weights, so nobody can see it whole. But you can take a trained network, choose two random directions (a number for each weight), and look at the loss on the plane that they span. Each filter of a direction is given the length of the
# network's own filter, so that two networks can be compared (Li et al. 2018). Is the landscape smoother with shortcuts?

# %%
rl.widgets.experiment("loss_surface")

# %% [markdown]
# You see two bowls, and hardly any difference. One of our three pairs of networks is drawn here. The part of the plane where the loss stays within 0.1 of the network's own is larger with
# shortcuts in one pair, and smaller in the other two; but it holds only four to eight of the 441 points that were computed, so such a count cannot tell the two kinds apart. Li et al. saw hardly
# any difference at 20 layers either; at 56 the landscape around the plain network turned into chaos. Ours have 22. So here is a pair of 56 layers,
# from the long run of section 5.5:

# %% tags=["nbval-check-output"]
deep_surface, facts = rl.experiments.recorded("loss_surface_56")
rl.figures.loss_surfaces(deep_surface)

# %% [markdown]
# At this depth the two differ at a glance, and in all three pairs: the median loss over the points is 36 or more without shortcuts, and 4.7 to 10.5 with them. Without shortcuts the loss stays within 0.1 of the network's own at one point of 441, which is the network itself, and with them at seven to ten. But compare with care: these two networks have not learnt equally well. In the middle of the plane the mean loss is 1.12 without shortcuts, and 0.24 with them.

# %% [markdown]
# ## 5.7 The papers' claims
#
# What did the papers claim, and what did you see? The table has one line for each claim, with the paper's number and ours. The numbers are not meant to match, because our images are different, our networks smaller, and they train for minutes instead of days. What can be compared is the
# **direction**. Where it does not hold on all seeds, the table says so.

# %% tags=["nbval-check-output"]
rl.ledger()

# %% [markdown]
# 21 of the 26 claims hold on all seeds. The other five say that full pre-activation is better, that shortcuts make the minimum of a shallow network flatter (at 22 layers, where the paper hardly sees that either), and that deeper is better (two lines for the short runs, and one that compares 20 with 56 layers after long training). *Perhaps* in the table marks a guess of ours.

# %% [markdown]
# ## 5.8 Repair it yourself
#
# This exercise is about points of two kinds, which lie on a checkerboard: a point is of kind 1 if exactly one of its two numbers is positive. No straight line tells the kinds apart, so the network below needs
# its blocks. It was meant to be a small residual network of dense layers. Nothing in it raises an error, and every shape fits:


# %%
def broken_network(blocks):
    points = keras.Input((2,))
    start = features = layers.Dense(16)(points)
    for _ in range(blocks):
        for _ in range(2):
            features = layers.Dense(16, kernel_initializer="zeros")(ops.relu(features))
        shortcut = features
        features = features + shortcut
    return keras.Model(points, layers.Dense(2)(start))


# %% [markdown]
# `rl.train_briefly` makes every kernel five times smaller, so that training starts quietly as in section 1.2, and then takes fifty steps of Adam. It tells you how far the loss has come down and how many points are right.

# %%
rl.train_briefly(broken_network(blocks=6))

# %% [markdown]
# The loss stays at about ln 2 = 0.69, the loss of a guess between two kinds. (That more than half of the points are right is no sign of learning: one straight line can do as
# much.) Write `mended_network`: copy what you need from above, and repair it. More than one thing is broken, and each of them alone keeps the network from learning. So if you repair
# only one, the accuracy may not change at all. Look instead at what the network *does*: which layers Keras finds in it, what comes out of them, which kernels move. Make a network to look at with
# `network = broken_network(6)`. Then
#
# - `network.summary()` lists the layers that Keras finds,
# - `keras.Model(network.input, network.layers[1].output)` is the network up to one of them (layer 0 is the input). Call it on two points, such as `np.array([[0.5, 0.5], [0.5, -0.5]])`, to see whether they still differ there,
# - `rl.train_briefly(network)` says how many kernels move, and `rl.train_briefly(mended_network(6))` does the same with yours.
#
# Your program is not compared with any other. It passes if it has all of its blocks, and if it learns.

# %%
# exercise: mended_network

# %% [markdown]
# ## 5.9 What to keep
#
# - A residual network can be read as **many paths** that share their weights. Cut one block out, and half of them are still there. In networks of twenty blocks the gradient comes mostly along the short ones; in our network of ten it does not.
# - A plus sign passes the whole **gradient** on to both of its terms. So it reaches the first block. In untrained networks with batch normalisation, shortcuts also keep it similar from one input to the next; without them it jumps like noise.
# - Keep the shortcut **clean**: a scaling, a convolution, dropout or a normalisation on every shortcut of a deep network does harm. In a network of 16 blocks convolutions did none (section 2.1).
# - Five of the 26 claims did not show on every seed in runs as small and as short as ours, and an honest table says which.
#
# **The question again.** You cut one block out of a trained network. What happens, with and without shortcuts, and why?
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015). The same authors: *Identity Mappings in Deep Residual Networks* (2016), tables 1 and 2 on shortcuts. Veit, Wilber, Belongie: *Residual Networks Behave
# Like Ensembles of Relatively Shallow Networks* (2016). Balduzzi, Frean, Leary, Lewis, Ma, McWilliams: *The Shattered Gradients Problem* (2017). Yang, Pennington, Rao, Sohl-Dickstein, Schoenholz: *A Mean Field Theory of Batch
# Normalization* (2019). Goyal et al.: *Accurate, Large Minibatch SGD* (2017). Li, Xu, Taylor, Studer, Goldstein: *Visualizing the Loss Landscape of Neural Nets* (2018).

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(5)

# %% tags=["nbval-check-output"]
rl.progress()
