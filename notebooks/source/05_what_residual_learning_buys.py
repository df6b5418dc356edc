# %% [markdown]
# # 5 · What residual learning buys
#
# **You will be able to** take a trained network apart, measure how far its gradient reaches, and tell which of the papers' claims you have seen with
# your own eyes.
#
# **Time** about 110 minutes, 70 of them writing. **You need** chapters 1 and 2; a network of your own from chapter 4 is welcome. **You write** five
# short functions.
#
# Every experiment here was recorded with at least three seeds, so you see it at once. Most have a button that runs it again, here, in less than a minute.
# The ■ button of the toolbar stops it: what was measured by then stays.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 5.1 Cut a branch out
#
# Two trained networks, ten blocks each. One has shortcuts; its plain twin has the same layers without them, and was trained in the same way. Both tell
# garments apart. Now a surgeon takes *one block* out, and nobody trains the rest again.
#
# With shortcuts the residual branch is cut, and the shortcut stays. Without, the whole block is: the next one reads what came into it. (A plain block that changes the shape cannot be cut so.)

# %% [markdown] tags=["question"]
# ### Predict: what is left of the two networks?
#
# Point into the plane below: how many of the test images does the plain network get right after a cut, and how many the one with shortcuts? Before the cut both are right on about 85 %, and a guess is right on 10 %. There are three pairs of networks, and each
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
# - plain above 30 :: Nine of ten blocks are still there, so this is tempting. But in the plain network the block after the gap reads something that it was never trained on, and so do all blocks after that one. Three of
#   four cuts leave 18 % right or less.
# - residual up to 40 :: The plain network falls to guessing, as you said. But a block that is cut out of the other one leaves its shortcut behind: what the next block reads is the old sum with one term missing.
# - residual above 80 :: The plain network falls to guessing, as you said. But the shortcut carries only what *earlier* blocks have said. What the missing branch would have added is missing, and some branches add a great deal.
# - elsewhere :: That is about right. The plain network falls to guessing, since all blocks after the gap read something that they were never trained on. With shortcuts one term of a sum is missing, and most terms can be spared.

# %% tags=["nbval-check-output"]
lesions, facts = rl.experiments.recorded("lesion")
rl.ask("one_block_cut", lambda: rl.figures.lesions(lesions, "dropped"))

# %% [markdown] tags=["came"]
# Half of all cuts in the plain networks leave 11 % right or less, and guessing would be 10 %; the mildest leaves 27 %. The residual ones lose little or much, depending on the block. On average over the nine blocks
# that both networks can lose, 64 % stay right with shortcuts, and 13 % without. Veit, Wilber and Belongie (2016) saw the
# same with 54 blocks, and there hardly any single block was missed at all. Ours have ten, so perhaps each has more to say; the first of each block layer has most.

# %% [markdown]
# Now you are the surgeon. The next cell waits for TensorFlow, which has been loading since the first one.

# %%
rl.ready()

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

# %% [markdown]
# In a block the output is shortcut plus residual branch. With the branch cut out, the rest of the network has to read the shortcut where it
# used to read the sum. The three points around a block have names (section 2.8): `f"{block_name}_shortcut"`, `…_residual` and `…_output`. `model.get_layer(name).output` is the tensor there.
# And `keras.Model(a, b)` is the part of a network between two of its tensors, as in section 1.7.
#
# The network that is given must stay as it is.

# %%
# exercise: lesion

# %% [markdown]
# Which block of *your* network is it that counts? Your `lesion` cuts them one by one: out of your ResNet-18 of chapter 4, if you kept it there, else out of the lessons' network.

# %%
rl.own_lesions(rl.load_network())

# %% [markdown]
# Blocks can also be swapped with the next one, or asked twice. Which harms the residual network more?

# %%
rl.widgets.experiment("lesion")

# %% [markdown]
# With shortcuts a cut leaves 64 % right on average, and a swap 69 %. The mean hides how uneven the swaps are: half of them leave more than 80 %, but swapping the very first block leaves 14 %, because everything after it then reads
# features that it has never seen. Plain networks survive almost none of this.

# %% [markdown]
# ## 5.2 Many short paths
#
# Why does the network survive? Unfold it. At each plus sign a signal has come along the shortcut or through the branch. With ten blocks there are 2 · 2 · … · 2 = 1,024 **paths** from the
# picture to the answer. Cutting a branch out closes half of them. In a plain chain there is one path, and every cut lies on it.
#
# If that picture is right, more cuts should do harm step by step, not all at once:

# %% tags=["nbval-check-output"]
rl.figures.lesions_together(lesions)

# %% [markdown]
# Step by step it is: 86, 64, 43 and 28 % right with no cut, with one, two and three. After that there is little left to lose. Only the nine blocks that keep the shape were cut, and each number is the mean over *every* way to
# choose them: 9 ways to cut one block, 36 to cut two, 84 to cut three. So the 64 % are the same as in section 5.1.

# %% [markdown] tags=["question"]
# ### Predict: how many blocks does the gradient pass?
#
# A network of twenty blocks has 2²⁰ paths, about a million. Most of them pass through about ten of its branches, and take the shortcut past the others. Now weigh each path by how much of the gradient comes along it. Through how many branches does the gradient pass on
# average? (In section 2.6 most branches were smaller than what the shortcut beside them carries.)
#
# ```toml
# id = "gradient_paths"
# axes = [{ name = "branches", label = "branches that the gradient passes, on average", low = 0, high = 20, step = 0.5, unit = "branches" }]
# came = [6]
# ```
#
# - up to 3 :: The shortest paths carry the most, each for itself. But there are few of them: a single one passes no branch at all, and 190 pass two.
# - up to 8.5 :: That is about right. Branch by branch the gradient gets weaker, as a rule. There are fewer short paths than paths of ten branches, but each of them carries far more.
# - up to 11.5 :: The paths of about ten branches are the most. But branch by branch the gradient gets weaker, as a rule. Weigh the paths by what they carry, and the balance moves to shorter ones.
# - above 11.5 :: The longest paths have the most weights on their way. But branch by branch the gradient gets weaker, as a rule, so that little of it is left after many.

# %%
rl.ask("gradient_paths", lambda: rl.widgets.experiment("path_lengths"))

# %% [markdown] tags=["came"]
# Move the slider from ten branches down to six: each step leaves fewer paths, 184,756 of ten branches and only 38,760 of six, and yet they carry more. So for the gradient a deep residual network looks like a crowd of much
# shallower ones: about 6 blocks on a path, not 10. We measured that in a trained network in inference mode. And it is a way to look at the network, not the whole truth: the paths share their weights.

# %% [markdown]
# ## 5.3 How far the gradient reaches
#
# Training moves each weight along its **gradient**: how the loss would change with it.
#
# Take the two networks of section 5.1 *before* their first step of training, and measure the gradient of each block: all its weights together, as one length.
#
# The first line of the function is given: `weights = rl.block_weights(model)` is a dictionary from each block's name, in the order of the network, to the list of the block's trainable weights.
#
# A `tf.GradientTape` remembers what is computed inside its `with`. Afterwards it can be asked for gradients. This is the one place where Keras leaves the work to its backend, so it is TensorFlow here:

# %% tags=["nbval-check-output"]
x = tf.Variable([3.0, 4.0])
with tf.GradientTape() as tape:
    y = ops.sum(x**2)
gradient = tape.gradient(y, x)
print(gradient.numpy(), float(tf.linalg.global_norm([gradient])))

# %% [markdown]
# The gradient is (6, 8). Its length is √(6² + 8²) = 10.
#
# Two things are good to know about the tape. It answers **once**: a second `tape.gradient(…)` stops with an error about a *non-persistent* tape, so do not ask it in a loop, block by block. And you need not, because what you ask
# for may be a whole dictionary of lists, such as `weights`. The answer then has the same form: each weight has been replaced by its gradient. `tf.linalg.global_norm(…)` takes a list of arrays and returns the length of all their
# numbers together.
#
# Your loss is the mean cross-entropy of the images. `keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)` gives one number for each image.

# %%
# exercise: gradient_norms

# %%
rl.own_gradient_norms()

# %% [markdown]
# This is what your function finds, once it has passed; until then the figure shows what the lessons' own finds. In the plain network the gradient shrinks from block to block on its way back, and next to nothing reaches the first.
# With shortcuts every block gets its share: the plus sign passes the gradient on to both of its terms, whole.
#
# We measured that in inference mode, where batch normalisation uses the averages that it has collected, and before training those are still 0 and 1. In training each batch is normalised by its own mean and spread, which keeps the
# signal alive on its way *forward*. On its way *back* a plain network now does the opposite: the gradient grows with every block. Here are 25 blocks in training mode, three seeds:

# %%
rl.widgets.experiment("gradients")

# %% [markdown]
# Left, the gradient of what each block passes on. Without shortcuts the first block's is thousands of times the last one's; with shortcuts it is 15 to 25 times. Right, the gradient of
# each block's weights: much the same picture. Whether it vanishes or explodes, a plain chain multiplies from block to block. A plus sign adds.
#
# That the gradient explodes backwards in plain networks with batch normalisation is a known effect: Yang et al. (2019) show it for wide networks of dense layers, at initialisation, and name the normalisation itself as
# its cause. They also observe that it becomes much weaker after the first step of training.
#
# Is this why deep plain networks train badly? Be careful. In plain gradient descent a step is the gradient times one learning rate, and no single rate would suit a first block whose gradient is thousands of times the last one's. But
# our networks train with Adam, which rescales each weight's step by the usual size of its gradient, so that the sizes largely cancel out. The deep plain network of chapter 1 learnt badly all the same. He et al. (2015, section 4.1)
# found gradients of healthy size in their plain networks with batch normalisation, and concluded that vanishing gradients are unlikely to be the reason. So size is at most a part of the answer.

# %% [markdown]
# ### The backward pass by hand
#
# Why does the plus sign pass the whole gradient on? You can work it out, because a tape does nothing that you could not do on paper. Take a small block on
# vectors, with two matrix products and a ReLU between them:
#
# $$y = x + F(x), \qquad F(x) = \mathrm{ReLU}(x K_1)\, K_2$$
#
# Call $G$ the gradient that arrives at the result of an operation: how the loss changes with each of its numbers. Each operation passes $G$ back to what it
# read, and each does so by a rule of its own:
#
# - A **sum** passes $G$ to each of its terms as it is.
# - A **product** $u K$ passes $G K^\top$ to $u$, and $u^\top G$ to $K$. In Python that is `G @ K.T` and `u.T @ G`.
# - A **ReLU** passes $G$ on where its input was positive, and zero elsewhere.
# - An array that was **used twice** gets the sum of what comes back from both uses.
#
# Go through the block from the end to the beginning. The input $x$ is used twice, by the shortcut and by the branch, so its gradient is a sum as well:
# $G$ itself, and what comes back through $F$. That is what $\partial y / \partial x = 1 + F'(x)$ says: the 1 is the shortcut.

# %%
# exercise: backward_pass

# %% [markdown]
# Your function, block by block, through a chain of twenty such blocks, and the tape beside it:

# %%
rl.own_backward_pass()

# %% [markdown]
# The weights of this chain are half as large as He initialisation makes them, so each branch passes back about a third of what it gets. Twenty branches in a row
# leave less than a billionth of the gradient. With shortcuts there is the 1 in $1 + F'$: twenty factors that are a little more than 1 in size
# leave more than arrived.

# %% [markdown]
# ### Shattered gradients
#
# What else could be wrong with a gradient? It is of use only if it is still about right a small step further on.
#
# Take a network that turns one number into one number, with 200 features in each layer between. Put in 256 numbers from −2 to 2. At each of them, ask how the output changes with the input.

# %% [markdown] tags=["question"]
# ### Predict: how does the gradient look along the line, 24 layers deep, without shortcuts?
#
# With its ReLUs such a network is made of straight pieces: the output bends wherever one of the features passes zero.
#
# ```toml
# id = "shattered"
# ```
#
# - [ ] It changes smoothly, because neighbouring inputs hardly differ. :: With few layers it nearly does. But each further layer folds the line a few times more.
# - [ ] It is mostly constant, because the pieces are long and straight. :: The pieces are straight. But with depth they become so short that neighbouring inputs lie on different ones.
# - [x] It jumps like noise, because depth makes the pieces ever shorter. :: This is what *shattered* means. With shortcuts, neighbours still have to do with each other.

# %%
rl.ask("shattered", lambda: rl.widgets.experiment("shattering"))

# %% [markdown] tags=["came"]
# Balduzzi and others (2017) call this **shattering**. In the deep plain network the gradient here tells nothing about the gradient at the next input. Training takes steps because it trusts that neighbours agree.

# %% [markdown]
# ## 5.4 Break it yourself
#
# The shortcut does nothing at all, and that is its merit. He et al. (2016) tried what happens if one halves both paths, puts a convolution on the shortcut, drops half of it at random, or normalises after the
# sum. Choose a variant, and watch it train beside the original: twenty blocks, and in the recorded runs one pass over 4,000 garments.

# %%
rl.widgets.experiment("shortcut_variants")

# %% [markdown]
# All of them at once:

# %% tags=["nbval-check-output"]
variants, facts = rl.experiments.recorded("shortcut_variants")
rl.figures.shortcut_variants(variants)

# %% [markdown]
# Halving, a convolution, dropout, a normalisation on the way: each at least doubles the error.

# %% [markdown]
# ### Half dropped, and half doubled
#
# One of these variants hides a trap. He et al. drop half of the values on each shortcut and leave the other half as it is, so a shortcut passes on half of its input on average. Keras' `Dropout` does one thing more: it *doubles* the
# values that it keeps, so that their mean stays what it was. In one place of a network that is just what one wants. On twenty shortcuts in a row it is not, because doubling half of the values doubles their mean square:
# ½ · (2x)² = 2x². Here are both, before training and while they learn:

# %% tags=["nbval-check-output"]
rl.figures.dropped_shortcuts(variants)

# %% [markdown]
# With Keras' dropout on its shortcuts the network starts with a signal that grows 550-fold, and it learns nothing. That says something about `Dropout`, and nothing about shortcuts. With the paper's, the signal stays small, and the
# training loss ends where that of the network without shortcuts ends: about 2.0. Losing half at each of twenty shortcuts leaves a millionth of what the stem had passed on.
#
# On new images it even seems to guess, with 90 % wrong against 76 % without shortcuts. Be careful with that number, because most of it comes from batch normalisation: in training it collects averages of a signal of which half is dropped, and when
# the network predicts, nothing is. Once the averages are taken anew with nothing dropped, the same three networks have between 64 and 87 % wrong, around
# the 76 % without shortcuts. So dropping half of each shortcut costs, in this short run, about as much as having none.

# %% [markdown]
# Two things do *not* come out here. The original has a ReLU after its plus sign, so its road is not quite clean. Still it is ahead of the three orders that keep the road clean. In the paper full pre-activation is
# better than the original order, with 110 and more layers and long training. Here, with 20 blocks and one short pass, it is worse on all three seeds. An honest experiment shows that too.

# %% [markdown]
# ## 5.5 Deeper once more
#
# Back to where the course began. Chapter 1 showed one deep plain network failing. Here are four depths, both kinds, three seeds each, on training images *and* on new ones:

# %% tags=["nbval-check-output"]
degradation, facts = rl.experiments.recorded("degradation")
rl.figures.degradation_by_depth(degradation)

# %% [markdown]
# Without shortcuts each further depth costs accuracy, and on the training images too. With shortcuts depth does no harm. Does it *help*? In the papers it does, with at least eight times the images and hundreds of times
# the steps. Here, in two passes, the differences between 14 and 52 layers are smaller than those between seeds. So we do not claim it.

# %%
rl.widgets.experiment("degradation")

# %% [markdown]
# And from 20 blocks to 25, as in section 1.7, with three seeds. One thing is new. In 1.7 the blocks without shortcuts started at zero, and zeros let nothing learn. Here they start from the usual random weights, so
# they *can* learn.

# %% tags=["nbval-check-output"]
growth, facts = rl.experiments.recorded("growth")
rl.figures.growth_by_seed(growth)

# %% [markdown]
# With shortcuts nothing is lost. Without, a tenth is still right at first, which is guessing, and after the epoch it is not yet where the 20 blocks stood before. The 20 blocks alone gain as much as the 25 with
# shortcuts. So the new blocks do no harm. They do not help yet.

# %% [markdown]
# ### Start at γ = 0
#
# Can a whole network begin as quietly as those five new blocks? In section 1.6 you set a kernel and a bias to zero. Where a branch *ends* with a batch normalisation there is a shorter way. It multiplies by $\gamma$ and adds
# $\beta$, and in a new layer $\gamma = 1$ and $\beta = 0$. So with $\gamma = 0$ the branch returns zeros, and the block starts as the identity (in the block of 2015, up to the ReLU after its sum). Goyal et al. (2017) start
# ImageNet that way, and torchvision offers it as `zero_init_residual`.
#
# It does not work in every block. The branch of your pre-activation block ends with a convolution, and a ReLU follows its last batch normalisation. Set that $\gamma$ to zero, and the ReLU is fed
# nothing but zeros, where its slope is zero: no gradient comes back, neither to this $\gamma$ nor to anything before it. Such a branch can learn nothing but its last bias.
#
# So look at where each branch ends. You get the layers of each branch in a dictionary, as in `branches["block0"][-1]`. Silence the branches that end with a batch normalisation, and leave the others alone.

# %%
# exercise: zero_gamma

# %% [markdown]
# Does such a start help? Section 6.3 trains it beside the usual one.

# %% [markdown]
# ## 5.6 The land around it
#
# Training walks downhill on a surface with as many directions as weights. Nobody can see it. But one can take a trained network, choose two random directions, and look at the loss on that plane. Each filter of a direction gets the length of the
# network's own filter, so that two networks can be compared (Li et al. 2018).

# %%
rl.widgets.experiment("loss_surface")

# %% [markdown]
# Two bowls, and hardly a difference. One pair is drawn. Of our three, the part of the plane where the loss stays within 0.1 of the network's own is larger with shortcuts in one, and smaller in two. Li et al. saw hardly a
# difference at 20 layers either; at 56 the land around the plain network turned into chaos. Ours have 22. Perhaps one would have to go as deep.

# %% [markdown]
# ## 5.7 The ledger
#
# What did the papers claim, and what did you see? One line for each claim, with the paper's number and ours. The numbers are not alike, and are not meant to be: other images, smaller networks, minutes instead of days. What can be compared is the
# **direction**. Where it does not hold on all seeds, the table says so.

# %% tags=["nbval-check-output"]
rl.ledger()

# %% [markdown]
# On all seeds 18 of 22 hold. The other four: deeper is better (two lines), full pre-activation, the flatter minimum. *Perhaps* in the table marks a guess of ours.

# %% [markdown]
# ## 5.8 Mend it yourself
#
# The points below are of two kinds, and they lie on a checkerboard: a point is of kind 1 if exactly one of its two numbers is positive. No straight line tells the kinds apart, so a network needs
# its blocks. This one was meant to be a small residual network of dense layers. Nothing in it raises an error, and every shape fits:


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
# `rl.train_briefly` makes every kernel five times smaller, so that training starts quietly as in section 1.2, and then takes fifty steps of Adam. It tells how far the loss has come and how many points are right.

# %%
rl.train_briefly(broken_network(blocks=6))

# %% [markdown]
# About half of the points are right, which is guessing. Write `mended_network`: copy what you need, and mend it. More than one thing is broken, and each of them alone keeps the network from learning. So mending
# one may change nothing that you can see in the accuracy. Look at what the network *does* instead: which layers Keras finds in it, which kernels move, what arrives behind each block. Your tools are
# in sections 1.6, 5.1 and 5.3.
#
# Nobody compares your program with another one. It passes if it has all of its blocks, and if it learns.

# %%
# exercise: mended_network

# %% [markdown]
# ## 5.9 What to keep
#
# - A residual network behaves like **many short paths** that share their weights. Cut one block out, and most of them are still there.
# - A plus sign passes the **gradient** on whole. So it reaches the first block, and with shortcuts *and* batch normalisation it stays alike from one input to the next.
# - Keep the shortcut **clean**: in every block of a deep network, a scaling, a convolution, dropout or a normalisation on it does harm. In a network of 16 blocks convolutions did none (section 2.1).
# - Some claims did not show in miniature. An honest table says which.
#
# **The question again.** You cut one block out of a trained network. What happens, with and without shortcuts, and why?
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015). The same authors: *Identity Mappings in Deep Residual Networks* (2016), tables 1 and 2 on shortcuts. Veit, Wilber, Belongie: *Residual Networks Behave
# Like Ensembles of Relatively Shallow Networks* (2016). Balduzzi, Frean, Leary, Lewis, Ma, McWilliams: *The Shattered Gradients Problem* (2017). Yang, Pennington, Rao, Sohl-Dickstein, Schoenholz: *A Mean Field Theory of Batch
# Normalization* (2019). Li, Xu, Taylor, Studer, Goldstein: *Visualizing the Loss Landscape of Neural Nets* (2018).

# %% [markdown]
# ### What you guessed, what came
#
# Run the next cell again whenever you have made another guess. Nobody grades it: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(5)

# %% tags=["nbval-check-output"]
rl.progress()
