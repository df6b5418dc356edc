# %% [markdown]
# # 3 · Block layers
#
# **You will be able to** chain blocks into a block layer, say what the number in a network's name counts, and
# point at the blocks that project.
#
# **Time** about 45 minutes, 25 of them writing. **You need** the blocks of chapter 2. **You write** one method and two short
# functions.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 3.1 Where are the fifty layers?
#
# ResNet-50 has fifty **weight layers**: layers that multiply by a matrix of weights. Where are they? Apart from normalisations and ReLUs, this is all there is in it:
#
# - a **stem**: one 7×7 convolution, then a max-pooling;
# - **four block layers** of 3, 4, 6 and 3 bottleneck blocks;
# - a **head**: the mean over all positions, then one dense layer.
#
# **Count before you look.** Write down how you arrive at fifty. Sixteen blocks of three convolutions make 48 of them.

# %% [markdown] tags=["question"]
# ### Predict: which are the other two of the fifty?
#
# - [x] The stem's convolution and the dense layer. :: One before the blocks, one behind them.
# - [ ] The stem's convolution and its max-pooling. :: The convolution is one. But pooling takes the largest of some values and multiplies by
#   no weights.
# - [ ] Two projections. :: They do multiply by weights. But there are more than two of them, and they stand on shortcuts: the name counts
#   the layers on the way along the residual branches.
# - [ ] The first normalisation and the last. :: A normalisation treats each channel for itself, without a matrix that mixes them. And there
#   are far more than two.

# %% [markdown]
# And how does ResNet-18 arrive at eighteen? Section 3.3 comes back to it.
#
# Here is the first block layer. The convolutions of each block stand in its yellow box, with their filters.

# %% tags=["nbval-check-output"]
resnet50 = rl.depths.network_anatomy(50)
rl.figures.block_layer_chain(resnet50.block_layers[0], "ResNet-50")

# %% [markdown]
# Block 0 is pink: its shortcut is a projection. Nothing shrinks here, the side stays at 56. But 64 channels
# come in and 256 go out, and a sum needs two tensors of one shape. Blocks 1 and 2 get 256 channels and give 256: their shortcut is the identity. (Normalisation and ReLU are not drawn;
# the projection starts behind the first pair, as in section 2.4.)

# %% [markdown] tags=["question"]
# ### Predict: which blocks are pink?
#
# ResNet-50 has sixteen blocks. One of them is pink above. Which of the other fifteen are? And has ResNet-200, with its 66 blocks,
# more of them?
#
# - [ ] None, in either: the channels are right from then on. :: Within this block layer they are. But the next one has more filters, so its
#   first plus sign meets two shapes again.
# - [x] The first block of every block layer; ResNet-200 has no more. :: Only there the shape changes, and both networks have four block layers.
# - [ ] All, in both: each bottleneck block changes the number of channels. :: Inside the block, yes. But the plus sign compares what comes
#   in with what goes out, not what lies between.
# - [ ] Some in every block layer, so ResNet-200 has more. :: Tempting, as depth adds blocks. But it adds them inside the four block
#   layers, where the shape stays as it is.

# %% tags=["nbval-check-output"]
networks = [rl.depths.network_anatomy(depth) for depth in (18, 34, 50, 101, 152, 200)]
rl.figures.depth_map(networks, sums=False)

# %% [markdown]
# Four in each network, however deep: **the first block of every block layer.** Depth is made of blue squares.
#
# One of them is a choice. In ResNet-18 and ResNet-34 the first block layer gets 64 channels and gives 64, so its first block could do without a
# projection, and in the paper it does. (The paper's main
# ResNet-18 and 34 project nowhere: they fill up with zeros.) The course's network projects there all the same: one rule, no exception. It costs
# 64 · 64 + 64 = 4,160 parameters of ResNet-18's 11.7 million.

# %% [markdown]
# From here on you compute. The next cell waits for TensorFlow, which has been loading since the first one.

# %%
rl.ready()

import numpy as np
from keras import layers, ops

# %% [markdown]
# ## 3.2 The block layer
#
# A block layer is a chain. Three rules make it:
#
# 1. **The first block changes the shape.** It gets the layer's `strides` and, as `shortcut_filters`, the number of
#    channels that leave the block.
# 2. **The others keep it.** Strides 1, no projection.
# 3. **Each is fed the output of the one before.**
#
# Here is a layer that also halves the side. It has six blocks and more filters. What is new is in block 0: strides 2.

# %% tags=["nbval-check-output"]
rl.figures.block_layer_chain(resnet50.block_layers[2], "ResNet-50")

# %% [markdown]
# Both blocks are called in one way, so the line that picks one is given:
#
# `block(inputs, filters, strides, is_training, index, shortcut_filters=None)`
#
# The course's code uses the word `index` for two numbers. Do not mix them up:
#
# | where it stands | what it counts |
# |---|---|
# | `index` that your `block_layer` receives | which **block layer** this is, from 1; you need not use it |
# | `index` that you give to each block | which **block of the layer** it is, from 0 |
#
# Give each block its own number, because the tools of later chapters find a block by a name that is made of both, such as
# `block_layer1_bottleneck_block0`. How many channels leave a block? As many as
# `filters`, or four times as many where `self.bottleneck` is true.

# %%
# exercise: block_layer

# %% [markdown]
# ## 3.3 Counting weight layers
#
# Back to the question. The name counts the weight layers *on the way* from the image to the answer, along the
# residual branches. It leaves out normalisations and poolings, which multiply by no matrix, and the projections, which stand beside the way.
#
# Find the rule behind these names. You have written both kinds of block yourself, so you know how many weight layers each of them puts on the way:
#
# | network | `block_layer_sizes` | kind of block |
# |---|---|---|
# | ResNet-18 | 2, 2, 2, 2 | regular |
# | ResNet-34 | 3, 4, 6, 3 | regular |
# | ResNet-50 | 3, 4, 6, 3 | bottleneck |
# | ResNet-101 | 3, 4, 23, 3 | bottleneck |
#
# Then write it down for any sizes of block layers. They may be others than those of the six networks, and more or fewer than four.

# %%
# exercise: count_weight_layers

# %% [markdown]
# So 18 = 1 + 8 · 2 + 1: the stem, eight blocks of two, and the dense layer. ResNet-34 and ResNet-50 both have sixteen blocks, but of different kinds:
# 1 + 16 · 2 + 1 with regular ones, 1 + 16 · 3 + 1 with bottleneck ones. The six networks once more, with their sums:

# %% tags=["nbval-check-output"]
rl.figures.depth_map(networks)

# %% [markdown]
# ## 3.4 Which blocks project
#
# Which blocks of a network project? Name each by a pair of numbers, as the network's own names do:
# `block_layer3_bottleneck_block0` is the pair `(3, 0)`. Block layers are counted from 1, blocks from 0.

# %%
# exercise: projection_blocks

# %% [markdown]
# ## 3.5 See what you built
#
# The next cell builds the four block layers of ResNet-50 from *your* answers, those of chapter 2 and the block layer above, and says which parts are
# yours. Then it reads the shape after each of them.

# %%
network = rl.my_block_layers(num_layers=50, image_size=224)
rl.shapes_along(network, num_layers=50)

# %% [markdown]
# In the whole ResNet-50 54 layers hold a kernel: the fifty of the name, and four projections. Your block layers hold 52 of them. The other two,
# the stem's convolution and the dense layer, come in chapter 4.
#
# From one block layer to the next the side is halved and the number of channels doubled:

# %% tags=["nbval-check-output"]
rl.figures.shape_steps(resnet50)

# %% [markdown] tags=["question"]
# ### Predict: which block multiplies most?
#
# Take one block from each block layer, not the first. The one of layer 4 works on 7 × 7 positions, the one of layer 1 on 56 × 56. But
# the one of layer 4 has eight times the channels.
#
# - [ ] That of layer 1: it has the most positions. :: 64 times as many as that of layer 4. But the fewer the channels, the less there is to
#   multiply at each of them.
# - [ ] That of layer 4: it has the most channels. :: At each position it multiplies 64 times as often: eight times the channels in, eight
#   times the channels out. But how many positions are left?
# - [ ] That of layer 3: the network does most of its work there. :: As a whole layer 3 does the most. But that is because it has the most
#   blocks, and here is one of each.
# - [x] None: all four alike. :: What is saved at the positions is spent on the channels.

# %% tags=["nbval-check-output"]
blocks = [layer.blocks[1] for layer in resnet50.block_layers]
rl.figures.block_costs(blocks, [f"layer {number}, block 1" for number in (1, 2, 3, 4)])

# %% [markdown]
# None: 218 million multiply–adds each. Half the side leaves a quarter of the positions; twice the channels make each of them four times as
# expensive. So in multiply–adds it makes no difference where a block is put; the deep networks put most
# into layer 3. What grows is the
# number of parameters, four times from layer to layer.

# %% [markdown]
# ## 3.6 What each block adds
#
# A hundred garments go through a trained network with two block layers of five blocks. For each block: how large is the residual branch
# beside the shortcut? One dot is one picture. You know the first block of each layer from section 2.6: there the branch is larger.

# %% [markdown] tags=["question"]
# ### Predict: where does it depend on the picture?
#
# Take the other blocks. Is there one whose branch is larger than the shortcut for some garments, and smaller for others?
#
# - [ ] No: the weights are the same for every garment. :: The weights are. What they meet is not, so the branch adds more to one garment
#   than to another.
# - [ ] Yes, in layer 1: it is closest to the picture. :: Tempting, as there the pictures come in as they are. But in this network those
#   blocks add less than they pass on, whatever the picture.
# - [x] Yes, in layer 2: it is closest to the answer. :: There each of those blocks adds more than it passes on for some garments, and less for
#   others.

# %%
trained = rl.recorded_network()
garments = rl.scaled(rl.data.fashion_mnist().test_images[:100])
inside = rl.activations(trained, garments)


def size(tensor):
    return np.sqrt((tensor**2).sum(axis=(1, 2, 3)))


ratios = [size(residual) / size(shortcut) for shortcut, residual, total in inside.values()]
rl.figures.branch_profile(list(inside), ratios)

# %% [markdown]
# The pink blocks change every picture most: all their dots lie above the dashed line. The blue blocks change what comes along. In layer 1 none of
# their dots reaches the line, so they add less than they pass on, whatever the picture. In layer 2, where the answer is made, it
# depends on the picture; for most of them the branch is still the smaller part. By the median, the last block of each layer adds least beside its shortcut.

# %% [markdown]
# ## 3.7 How far a position sees
#
# A position after one 3×3 convolution knows its neighbours. After two, its neighbours' neighbours. After a stride of 2, neighbours
# are twice as far apart. How much of the picture does a position in the middle know?

# %% [markdown] tags=["question"]
# ### Predict: where does it first see the whole picture?
#
# ResNet-50, and a picture of 224 × 224 pixels.
#
# - [ ] In layer 1. :: Many positions do not mean that each sees much. Few convolutions lie behind them so far, and only those larger than
#   1×1 widen the view.
# - [ ] In layer 2. :: Tempting, as three strides and seven blocks lie behind its end. But every stride makes all later kernels reach farther,
#   so most of the growth is still to come.
# - [x] In layer 3. :: Its kernels reach far, thanks to the strides before, and it has the most blocks.
# - [ ] Only in the head, which takes the mean over all positions. :: The mean takes in everything. But the view of a single position reaches
#   across the picture before that.

# %% tags=["nbval-check-output"]
photograph = rl.data.photograph()[44:492, 43:491][::2, ::2]
views = rl.receptive_field.views(resnet50)
rl.figures.receptive_field(photograph, views, "ResNet-50")

# %% [markdown]
# At the end of layer 1 it sees 35 pixels: nose and mouth. At the end of layer 2, 91: a face. In the last block of layer 3 it sees everything. One block
# earlier the window is already 235 pixels wide, but it is not centred, so a strip at one edge stays outside. And layer 3 is where the deep networks put most of their blocks: what is done late in it can take all of the picture into
# account.
#
# This is the widest it *can* see. What lies at the edge of the window has far less weight than what lies in its
# middle (Luo et al. 2016).

# %% [markdown]
# ### The whole map
#
# Everything of this chapter in one place. Go from ResNet-18 to ResNet-200: which rows grow? Then step through the block layers: which number stays
# the same, which grows? And from where on does a position see the whole picture?

# %%
rl.widgets.network_map()

# %% [markdown]
# ## 3.8 What to keep
#
# - A **block layer** is a chain of blocks. The first gets the strides and projects, the others do neither.
# - The six ResNets here have **four** of them. Between them the side is halved and the filters are doubled; so all blocks but the first of each layer take the
# same number of multiply–adds.
# - The number in the name is **1 + blocks · 2 + 1**, or **1 + blocks · 3 + 1** from ResNet-50 on. Projections are not counted.
#
# **The question again.** ResNet-50 has fifty weight layers. Where are they? Say it without looking, then for ResNet-101, whose
# block layers hold 3, 4, 23 and 3 blocks.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), table 1 for the sizes of 18 to 152,
# section 3.3 on halving sides and doubling filters, option B on projections. The same authors: *Identity Mappings in Deep Residual Networks* (2016)
# for pre-activation and ResNet-200. Luo, Li, Urtasun, Zemel: *Understanding the Effective Receptive Field in Deep Convolutional Neural Networks*
# (2016).

# %% tags=["nbval-check-output"]
rl.progress()
