# %% [markdown]
# # 6 · After 2016
#
# **You will be able to** say what the plus sign guarantees and what it does not, start a deep network so that it trains, recognise a residual stream in a
# transformer, and choose a block for a network of your own.
#
# **Time** about 45 minutes. **You need** chapters 1, 2 and 5. **You write** nothing here: you predict, measure and compare.
#
# The two papers behind this course are from 2015 and 2016. They showed *that* shortcuts work; why they work, and what else can be built with them, became clearer
# in the years that followed. Every experiment of this chapter was recorded with three seeds, and each has a button that runs a smaller version here, in
# less than a minute.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 6.1 One plus the slope
#
# Suppose for a moment that a block takes one number $x$ and returns one number, $x + F(x)$. How much does the output change when $x$ changes a little? Its slope is
#
# $$\frac{\partial}{\partial x}\bigl(x + F(x)\bigr) = 1 + F'(x).$$
#
# The 1 comes from the shortcut, and it is there whatever the branch has learnt. In a real block $x$ holds thousands of numbers, so the slope becomes a matrix: $I + J$, where $I$ is
# the identity and $J$ holds the slopes of the branch. Now put $L$ blocks in a row. Forward, each block adds what its branch returns to what is already there:
#
# $$x_L = x_0 + F_1(x_0) + F_2(x_1) + \dots + F_L(x_{L-1}).$$
#
# Backward, training needs the gradient $g$ of the loss. It goes through a block from the output to the input, and the same plus sign sends it two ways: $g_{l-1} = g_l + J_l^{\mathsf T} g_l$. One copy takes the
# shortcut unchanged, the other comes back through the branch. If you multiply out all the factors $I + J$, you get the $2^L$ paths of section 5.2.
#
# Do real networks obey these two equations? Here are three trained networks of twenty blocks. For each block, we computed its branch *alone*, forward and backward, and compared the sums with what
# the whole network computes.

# %% tags=["nbval-check-output"]
written_out, facts = rl.experiments.recorded("residual_sum")
rl.figures.residual_sum(written_out)

# %% [markdown]
# They do, up to rounding. That was to be expected, since it is only algebra. The sizes are more interesting, because algebra says nothing about them. The first branch adds seven to ten times as much as it was given, the second about as much as it was given, and the late ones a sixth to a quarter of what they were given. (The first one adds so much because these networks have no projection: what the first shortcut carries is the stem's signal as it is, and that is small. In section 2.6 the first block projects.) On the way back the picture is the same: what comes back through the last branch is at most a quarter of what comes along the shortcut, but in the first block it is 14 to 20 times as much. The reason is the batch normalisation at
# the start of each branch. It divides by the size of what it reads, so a branch that reads a small signal is steep.
#
# So the 1 in $1 + F'$ guarantees one thing: the gradient after the last block *takes part* in the gradient of every block. It does not guarantee that the gradient keeps its size, because
# $F'$ can be large, and it does not guarantee that nothing is lost, because $F' = -1$ would cancel the 1. We measured that as well. Think of a gradient as an arrow, and keep only the part of each block's arrow that lies along the arrow after the last block. How long is this part, compared with that arrow? A 1 means that the gradient has come through whole, more than 1 that the branches have added to it, and a negative number that they have turned it round. At the inputs of the blocks
# from the second one on we find values between one and six. But at the input of the first block, where the branch is so steep, it is 2.9 in one network, and *minus* 3.3 and minus 49 in the other two.

# %% [markdown]
# The next cell waits for TensorFlow, which has been loading since you ran the first cell. Choose a seed, or measure the network that ships with the lessons.

# %%
rl.ready()

rl.widgets.experiment("residual_sum")

# %% [markdown]
# ## 6.2 The size of a signal
#
# A plus sign has a price. The usual initial weights of a network with ReLUs are those of He initialisation (from *Delving Deep into Rectifiers*, 2015; in Keras you ask for them with
# `kernel_initializer="he_normal"`), chosen so that two layers with ReLUs return, on average, a signal as large as the one they were given. Size here means
# the *mean square*: square all numbers and take their mean. Before training, what a branch returns has nothing to do with what the shortcut carries, so when the two are added, their mean squares add as well. (In (a + b)² = a² + 2ab + b² the middle term is zero on average.)

# %% [markdown] tags=["question"]
# ### Predict: how large is the signal after twenty untrained blocks without normalisation?
#
# Each block adds a branch that is as large as what came into the block.
#
# ```toml
# id = "untrained_signal"
# ```
#
# - [ ] About twice as large as at the start, because the shortcuts keep it steady. :: That is what *one* block does. The next block gets the doubled signal, and its branch returns as much again.
# - [ ] About 21 times as large as at the start, because 20 branches add to it. :: That would be right if every branch returned as much as the *first* signal. But a branch returns as much as it is given.
# - [x] A million times as large as at the start, because it doubles 20 times. :: It doubles in every block: 2 · 2 · … · 2, twenty times, is 1,048,576.

# %% tags=["nbval-check-output"]
sizes, facts = rl.experiments.recorded("signal_size")
rl.ask("untrained_signal", lambda: rl.figures.signal_size(sizes))

# %% [markdown] tags=["came"]
# With shortcuts and nothing else the mean square grows as predicted: 2²⁰ is about a million, and the three seeds give 0.7, 1.1 and 1.2 million. Without shortcuts it stays where it is, within a factor of two.

# %% [markdown]
# Batch normalisation changes this completely. At the start of each branch it divides by the size of what comes in, so every branch returns a mean square of about 1, however large the shortcut's signal has become. Now the mean square grows
# by one with each block: after twenty blocks the prediction is 21, and we measured 20 to 21. That has a second effect. Block 20 adds 1 to a signal of 20, so at the start *a deep block is nearly the identity*.
# De and Smith (2020) argue that this is the main reason why batch normalisation lets residual networks become so deep.
#
# These networks are fully connected, with 512 features in each layer and standardised garments as their input. In a convolution the zeros that pad the border take a little of the signal away, and the prediction would have to
# account for that.

# %% [markdown]
# ### And on the way back?
#
# In section 5.3 the gradient of the plain network grew with every block on its way back, although the network was normalised. Now you can say why. A ReLU returns no negative numbers, so part of what it returns is a constant: of
# its mean square, only the share 1 − 1/π = 68% is variation from image to image. (Where what it reads is normally distributed with size 1, the ReLU's mean is 1/√(2π) and its mean square ½, so the constant has the share 1/π.) Batch normalisation removes the constant and stretches the rest to size 1 again. Whatever is stretched on the way forward is stretched on the way back: each layer
# multiplies the gradient's mean square by π/(π − 1) ≈ 1.47, and each block of two layers by 1.47² ≈ 2.15. Choose *the gradient* and compare:

# %%
rl.widgets.experiment("signal_size")

# %% [markdown]
# For the plain normalised network we measured a factor of 2.14 to 2.15 per block, which makes four million in twenty blocks. With shortcuts *and* normalisation, the same gradient grows by a factor of less than 300: a later branch begins by dividing the large signal that it reads by that signal's size, so its $J$ is small.
# Without normalisation the plain network's gradient keeps its size, because He initialisation is made for that. In the first figure of section 5.3 it shrank, because those networks start from Keras' usual weights, which are smaller.
#
# Here is what the literature says about this:
#
# - **Yang et al. (2019)** show for wide, fully connected networks before training that batch normalisation makes gradients explode with depth, whatever the activation function and however large the initial weights, and that with the usual initial weights such networks cannot be trained at large depth *without
#   shortcuts*. They also report that after a single step of training the gradients are far more alike in size. We rely on the paper's abstract and introduction; the short calculation of the factor 1.47 above follows Luther (2020), and the measurement agrees with it.
# - **Balduzzi et al. (2017)** look at direction instead of size. In plain networks the correlation between gradients at neighbouring inputs falls exponentially with depth, even with good initial weights and batch normalisation; with
#   shortcuts it falls far more slowly. You saw that in section 5.3.
# - **He et al. (2015)** already argued, in *Deep Residual Learning*, that their plain networks did not suffer from *vanishing* gradients, because batch normalisation kept the signals alive. Both can be true: gradients that do not vanish can still explode and shatter.

# %% [markdown]
# ## 6.3 Blocks that start as nothing
#
# If it helps that a block is *nearly* the identity at the start, why not begin with a block that *is* the identity? In section 1.6 you silenced a branch by hand, and in section 5.5 by its γ. There are several ways to build that into the initial weights:
#
# | | what starts at zero | |
# |---|---|---|
# | γ = 0 | the scale γ of the last batch normalisation in each branch | Goyal et al. 2017; `zero_init_residual` in torchvision |
# | SkipInit, ReZero | one number by which each branch is multiplied; no normalisation is needed | De and Smith 2020; Bachlechner et al. 2020 |
# | Fixup | the last convolution of each branch and the last dense layer; the first convolutions are scaled down, and the features are scaled and shifted by single numbers, which are learnt; no normalisation | Zhang et al. 2019 |
# | LayerScale | one number for each channel of the branch, close to zero | Touvron et al. 2021; in ConvNeXt |

# %% [markdown] tags=["question"]
# ### Predict: twenty blocks train for two short passes over 6,000 garments. Which start does best?
#
# The blocks have the order of 2015 (section 2.9), since only there does a branch end with a γ. The optimiser is Adam, as nearly everywhere in these lessons. It changes each number by about 0.003 in a step, less and less towards the end, and there are 188 steps.
#
# ```toml
# id = "best_start"
# ```
#
# - [x] Batch normalisation with the usual γ = 1, where every branch works at once. :: It begins worse than guessing, but all its branches work from the first step. In these 188 steps nothing that starts at zero catches up.
# - [ ] Batch normalisation with γ = 0, where every block is the identity at first. :: It begins better, with the loss of a guess. But each γ has to grow from zero in steps of about 0.003 at most, and until then its branch contributes little.
# - [ ] Fixup, where no normalisation comes between the convolutions of a branch. :: It does learn, which is remarkable: with the usual start the same network explodes. But it starts from nothing too, and has no normalisation to help it along.

# %% tags=["nbval-check-output"]
starts, facts = rl.experiments.recorded("block_starts")
rl.ask(
    "best_start",
    lambda: (rl.figures.block_starts(starts), rl.widgets.experiment("block_starts")),
)

# %% [markdown] tags=["came"]
# Without normalisation the usual start is hopeless: the signal grows in each of twenty blocks, much as in section 6.2. The initial loss is between 245 and 20,562, where a guess would cost 2.3, and in the end only 18 to 39% of the test images are right. SkipInit and Fixup repair exactly that. Their
# initial loss is that of a guess, and they reach 56 to 64%.
#
# With batch normalisation, γ = 0 does *not* win here. Its initial loss is lower (2.3 to 2.5, where the usual start has 4.7 to 6.0), but in the end it is behind on all three seeds: on average it gets 73% of the test images right, and the usual start 78%.
#
# A start from nothing is a slow start. In Goyal et al., with 90 passes over ImageNet, it helped all models, most of all with batches of thousands of images and a large learning rate. Our runs are two short passes with Adam, which lets no number grow faster than any other, so a branch that has to grow from zero is at a
# disadvantage. We did not measure what a longer run would show.

# %% [markdown]
# ## 6.4 Branches that are missing: stochastic depth and other relatives
#
# In section 5.1 you cut branches out of a network that had never trained without them. Huang et al. (2016) turn this around: **stochastic depth** leaves branches out *during* training, at random, and late ones more often than early ones. A
# network trained in this way has met such cuts before. Ours has ten blocks; its first branch is there in 95% of the cases, and its last one in half of them. (When a branch is there, we divide what it returns by that share, so that the mean stays the same;
# Huang et al. multiply by it when the network predicts.)

# %% tags=["nbval-check-output"]
missing, facts = rl.experiments.recorded("stochastic_depth")
rl.figures.stochastic_depth(missing)

# %% [markdown]
# The difference is easy to see. Take the *median* cut: half of the cuts do more harm, half do less. Without stochastic depth it leaves 56% of the test images right, where 75% were right before. With stochastic depth it leaves 67%, where 68% were right before: only the first branch and, a little, the second one are missed.
#
# Look at both halves of that result. Robustness has its price here: after two short passes the network with stochastic depth is 6 to 9 points worse as long as nothing is cut. And single cuts cannot tell why a branch is not missed: it may
# do little, or only what the others can do as well. We did not cut several at once. Huang et al. train for 50 to 500 passes, and report that the full network then gets *better* on almost all of their data. We did not measure whether ours would.

# %%
rl.widgets.experiment("stochastic_depth")

# %% [markdown]
# The plus sign has three well-known relatives:
#
# - **Highway networks** (Srivastava, Greff and Schmidhuber 2015) came a few months before ResNets. They have *gates*, which learn, for every number, how much of the old value to carry on and how much of the new one to take in. In the networks of that paper the two gates are coupled: as one opens, the other closes. A ResNet has no
#   gates, as if both were always open, so that nothing about them has to be learnt. He et al. (2016, table 1) tried coupled gates in their 110 layers too, with worse results: 8.70% errors at best, against 6.61%.
#   Section 5.4 shows what happens when something is put on the shortcut.
# - **DenseNet** (Huang et al. 2017) does not add: it puts the new channels *beside* the old ones, so that within a *dense block* every later layer reads every earlier one directly. Nothing is overwritten there, but the number of channels
#   grows with every layer.
# - **Differential equations.** $x_{l+1} = x_l + F(x_l)$ looks like a small step along a curve whose direction is $F$ (Euler's method with a step of 1). If the steps become smaller and more numerous, depth turns into time, and one can let a solver choose
#   the steps (Chen et al. 2018). It is a good picture as long as the steps are small. In section 2.6 the branches beside clean shortcuts were between 38 and 95% as large as what they were added to. These are not small steps, and each has weights of its own.

# %% [markdown]
# ## 6.5 The residual stream
#
# The best-known residual network today is not a ResNet. A **transformer**, the network inside a language model, is a chain of residual branches as well. An *attention* branch lets the positions read each other, an *MLP* branch (two fully connected layers) then works on each
# position by itself, and both add what they found to what is already there. The vectors that travel along the shortcuts are called the **residual stream** (Elhage et al. 2021).
#
# It took some years to settle where the normalisation should go. (It is a *layer normalisation*, which takes the mean and the spread at each position by itself, and not over the batch.) The first transformer (Vaswani et al. 2017) normalised *after* each sum, which puts something on the shortcut. Xiong et al. (2020) show that with normalisation *at the start of each branch* the gradients are well-behaved from
# the first step, so that training no longer needs a *warm-up*, in which the learning rate grows slowly from zero. This is the difference between the ResNet of 2015 and that of 2016 once more, and for almost the same reason: pre-activation and pre-normalisation both keep the shortcut clean.
#
# We trained both kinds on the garments. Each image is cut into 49 patches of 4 × 4 pixels, each patch becomes a vector of 64 numbers, and five layers follow, each with one attention and one MLP branch. That makes ten residual branches, as many as the network of section 5.1 has blocks, so we can ask the same question.
# (Each network makes three passes over the 6,000 garments, with Adam, whose learning rate falls from 0.001 to zero along a cosine.)

# %% [markdown] tags=["question"]
# ### Predict: what is left of the two transformers?
#
# Choose a point in the plane below: how many of the test images does each kind get right after one of its ten branches has been cut out? Before the cut they are right on 79% (normalised at the start of each branch: *pre-normalisation*) and on 77% (normalised after each sum: *post-normalisation*). There are three networks of each kind; guess the median of all cuts.
#
# ```toml
# id = "cut_transformers"
# axes = [
#   { name = "pre", label = "normalised before each branch: right, in percent", low = 0, high = 100, step = 1, unit = "% right with pre-normalisation" },
#   { name = "post", label = "normalised after each sum: right, in percent", low = 0, high = 100, step = 1, unit = "% right with post-normalisation" },
# ]
# came = [77, 63]
# known = [{ label = "before the cut", at = [79, 77] }]
# ```
#
# - pre up to 60 :: Each transformer here has as many shortcuts as the ResNet of section 5.1. With pre-normalisation there is nothing at all on them, so one term of a sum is missing, and the rest reads nearly what it is used to.
# - post above 72 :: With post-normalisation there is a normalisation on the shortcut after every sum. When one term is missing, everything that was there before is scaled differently, and all later branches read something else.
# - post up to 45 :: A normalisation after every sum does harm when a term is missing, as you said. But it is not a plain network: the shortcuts are still there, and what they carry is scaled, not lost.
# - elsewhere :: That is about right. With pre-normalisation the stream is a simple sum that survives the loss of a term. With post-normalisation everything is scaled differently at each sum, so the loss is felt further on.

# %% tags=["nbval-check-output"]
streams, facts = rl.experiments.recorded("residual_streams")
lesions, facts_of_lesions = rl.experiments.recorded("lesion")
rl.ask(
    "cut_transformers",
    lambda: (
        rl.figures.streams_beside_blocks(streams, lesions),
        rl.widgets.experiment("residual_streams"),
    ),
)

# %% [markdown] tags=["came"]
# With pre-normalisation the median cut costs 1 to 2 points of accuracy, with post-normalisation 14, on each of the three seeds. In the ResNet of section 5.1 the median cut costs 17 points, averaged over the seeds. (It was trained for eight passes, and two of its blocks project, so do not read the difference between the ResNet and the transformers as one between kinds of network.) In the pre-normalised transformer only the first three branches are really missed, and the very first one
# most of all: without it, 11 to 16% of the test images are right.
#
# Look at the sizes beside the cuts. With pre-normalisation nothing ever shrinks the stream. It grows from 0.08 to 3.1 before the last sum (root mean square, the root of the size in section 6.2), while each branch adds between 0.6 and 1.0. So the first branch is nine times as large as the stream that it is added to, and the last one a fifth as large as the stream by then. It is the story of section
# 6.2 once more: if the normalisation is at the start of the branch, deep branches become small beside the stream. With post-normalisation each sum is brought back to 1, so the later branches stay 0.7 to 1.1 times as large as the stream, and each of them counts. This is a likely reason for the difference, not a proof.
#
# Do not take this as a ranking. Which kind is *better* is a different question: here the pre-normalised networks end at 79% and the post-normalised ones at 77%, with the same short training and without the warm-up that the latter were made for.

# %% [markdown]
# ## 6.6 Which block to use today
#
# Here are four blocks from seven years. The first three are drawn where they halve the side. ConvNeXt does that in separate layers between its block layers, so its blocks never change the shape:

# %% tags=["nbval-check-output"]
rl.figures.block_family()

# %% [markdown]
# - **v1.5** moves the stride from the first 1×1 convolution of the bottleneck to the 3×3 convolution, because a 1×1 convolution with stride 2 never looks at three quarters of the positions. NVIDIA, which uses this name, reports about half a point more accuracy on ImageNet for ResNet-50, at a cost of 5% in speed. torchvision's ResNet-50 is
#   built in this way, and so is the bottleneck that you wrote. (The program of the 2016 paper still had the stride on the first 1×1.)
# - **ResNet-D** (He, T. et al. 2019, first put online in 2018) avoids the same loss on the shortcut: it first takes the mean of 2×2 positions and then applies a 1×1 convolution with stride 1.
# - **ConvNeXt** (Liu et al. 2022) starts from ResNet-50 and brings it closer to a transformer, one change after another. Convolutional networks already had two of these changes: a convolution for each channel alone (as in MobileNet, but larger), and four times as many channels in the middle of the branch instead of a quarter (MobileNetV2 widens it too).
#   From transformers come LayerNorm (the layer normalisation of section 6.5) and GELU (a smooth ReLU), only one of each in a block. ConvNeXt catches up with transformers of its size on ImageNet. The paper also says how much of the gain was due to training alone: more epochs, stronger augmentation (random changes to the training images) and the optimiser AdamW took the same ResNet-50 from 76.1 to 78.8%.
#
# | You want to | use | because |
# |---|---|---|
# | fine-tune a pretrained network, with little effort | v1.5 (torchvision's `resnet50`) | pretrained weights for it are easy to get |
# | understand residual networks, or go very deep (a hundred blocks or more) | v2, as in this course | its shortcut is clean, and at such depths He et al. (2016) gained most by it |
# | train a convolutional network from scratch today | ResNet-D or ConvNeXt, with a modern schedule | more accuracy, partly from the schedule, for up to a tenth more multiply–adds than v1.5 |
# | train in small batches, or on sequences | group normalisation (for convolutions: mean and spread of a few channels of one image, not over the batch) or LayerNorm (for sequences) in each branch | batch normalisation needs batches that are not too small |
# | do without normalisation | Fixup or SkipInit | with them the signal does not explode (section 6.3) |
#
# Whichever block you use, leave its shortcut clean wherever the shapes allow it: that advice has not changed since 2016. If you train for long, start the last γ of each branch at zero where the library offers it; in runs as short as ours it did not help (section 6.3). The table is our summary of the papers named here; we did not train these networks on ImageNet.

# %% [markdown]
# ## 6.7 What to keep
#
# - **One plus the slope.** The gradient after the last block takes part in the gradient of every block, and $x_L$ is $x_0$ plus all branches. The plus sign does not say how *large* these terms are.
# - Before training and without normalisation, a plus sign **doubles** the signal's mean square in each block. Batch normalisation in the branch turns doubling into adding one, and makes deep blocks nearly the identity.
# - Before training, batch normalisation *without* shortcuts makes the gradient **explode**.
# - A network can also **start** with blocks that are the identity, and then it can train without normalisation.
# - A transformer is a residual network whose shortcuts carry the **residual stream**. Keep them clean there too.
#
# **The question again.** Somebody shows you a residual network of a hundred blocks without normalisation, whose loss before the first step is a number with more than ten digits. What happened, and which two remedies do you know?
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), *Delving Deep into Rectifiers* (2015), *Identity Mappings in Deep Residual Networks* (2016). Srivastava, Greff, Schmidhuber: *Highway Networks* (2015). Huang, Sun, Liu, Sedra, Weinberger: *Deep Networks with Stochastic
# Depth* (2016). Huang, Liu, van der Maaten, Weinberger: *Densely Connected Convolutional Networks* (2017). Balduzzi et al.: *The Shattered Gradients Problem* (2017). Goyal et al.: *Accurate, Large Minibatch SGD* (2017). Vaswani et al.: *Attention Is All You Need* (2017). Chen, Rubanova, Bettencourt, Duvenaud: *Neural Ordinary Differential
# Equations* (2018). Yang, Pennington, Rao, Sohl-Dickstein, Schoenholz: *A Mean Field Theory of Batch Normalization* (2019). Luther: *Why Batch Norm Causes Exploding Gradients* (2020, a web page). Zhang, Dauphin, Ma: *Fixup Initialization* (2019). He, Zhang, Zhang, Zhang, Xie, Li: *Bag of Tricks for Image Classification with Convolutional Neural Networks* (2019). De, Smith: *Batch Normalization Biases Residual
# Blocks Towards the Identity Function in Deep Networks* (2020). Bachlechner et al.: *ReZero is All You Need* (2020). Xiong et al.: *On Layer Normalization in the Transformer Architecture* (2020). Touvron et al.: *Going Deeper with Image Transformers* (2021). Elhage et al.: *A Mathematical Framework for Transformer Circuits* (2021). Liu et al.: *A ConvNet for the 2020s* (2022).

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(6)

# %% tags=["nbval-check-output"]
rl.progress()
