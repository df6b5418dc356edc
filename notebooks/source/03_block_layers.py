# %% [markdown]
# # 3 · Block layers
#
# **You will be able to** chain blocks into a block layer, say what the number in a network's name counts, and
# point at the blocks that project.
#
# **Time** about 50 minutes, 30 of them writing. **You need** the blocks of chapter 2. **You write** one method and two short
# functions.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 3.1 Where are the fifty layers?
#
# ResNet-50 has fifty **weight layers**: layers that add up what they read, each number multiplied by a weight. These are the convolutions and the
# dense layers. (A batch normalisation multiplies too, but each channel by itself, and does not count.) Where are they? Apart from normalisations and ReLUs, the network consists of only three parts:
#
# - a **stem**: one 7×7 convolution, then a max-pooling;
# - **four block layers** of 3, 4, 6 and 3 bottleneck blocks;
# - a **head**: the mean over all positions, then one dense layer.
#
# **Count before you read on**, and write down how you arrive at fifty. Sixteen blocks of three convolutions make 48 of them.

# %% [markdown]
# The other two are the stem's convolution and the dense layer: one before the blocks, one after them. (Projections multiply by weights too, but they lie on
# the shortcuts, and the name counts only the layers on the way along the residual branches.)
#
# And how does ResNet-18 arrive at eighteen? You will work that out in section 3.3.
#
# Here is the first block layer. Each yellow box is the residual branch of one block, and it lists the block's convolutions with their filters.

# %% tags=["nbval-check-output"]
resnet50 = rl.depths.network_anatomy(50)
rl.figures.block_layer_chain(resnet50.block_layers[0], "ResNet-50")

# %% [markdown]
# Block 0 is pink, which means that its shortcut is a projection. Nothing shrinks here, because the side stays at 56. But 64 channels
# come in and 256 go out, and a sum needs two tensors of the same shape. Blocks 1 and 2 take 256 channels in and give 256 out, so their shortcuts are the identity. (Normalisation and ReLU are not drawn;
# the projection starts after the first pair of them, as in section 2.4.)

# %% [markdown] tags=["question"]
# ### Predict: how many blocks of ResNet-200 are pink?
#
# ResNet-50 has sixteen blocks. Three of them are drawn above, and one of these is pink. Think of the other thirteen first. Then guess for ResNet-200, with its 66 blocks: like every network here
# it has four block layers, and from one to the next the number of filters doubles.
#
# ```toml
# id = "pink_blocks"
# axes = [{ name = "blocks", label = "blocks of ResNet-200 that project", low = 0, high = 66, step = 1, unit = "blocks" }]
# came = [4]
# ```
#
# - up to 3 :: Within a block layer, the number of channels is right from the second block on. But the next block layer has more filters, so its first plus sign
#   meets two different shapes again, and there are four block layers.
# - up to 5 :: The shape changes only in the first block of every block layer. Depth adds blocks inside the four block layers, where the shape stays as it is.
# - up to 40 :: It is tempting to think that a deeper network has more of them. But depth adds its blocks inside the four block layers, where the shape stays
#   as it is.
# - above 40 :: Inside each bottleneck block the number of channels does change. But the plus sign compares what comes in with what goes out, not what lies
#   between.

# %% tags=["nbval-check-output"]
networks = [rl.depths.network_anatomy(depth) for depth in (18, 34, 50, 101, 152, 200)]
rl.ask("pink_blocks", lambda: rl.figures.depth_map(networks, sums=False))

# %% [markdown] tags=["came"]
# There are four in each network, however deep it is: **the first block of every block layer.** All further depth comes from blue squares.
#
# One of the four is a choice. In ResNet-18 and ResNet-34 the first block layer takes 64 channels in and gives 64 out, so its first block needs no
# projection, and in the paper it has none. (In the main variant of the paper's ResNet-18 and 34 no block projects at all: where channels are added, the shortcut fills them with zeros.) The network of these lessons projects there all the same, so that one rule holds without exception. This costs
# 64 · 64 + 64 = 4,160 parameters of ResNet-18's 11.7 million.

# %% [markdown]
# From here on you will compute. The next cell waits for TensorFlow, which has been loading since you ran the first cell.

# %%
rl.ready()

import numpy as np
from keras import layers, ops

# %% [markdown]
# ## 3.2 The block layer
#
# A block layer is a chain of blocks. (*Layer 3* is short for block layer 3.) The chain follows three rules:
#
# 1. **The first block projects**, and if the shape changes, it changes there. It gets the block layer's `strides` and, as
#    `shortcut_filters`, the number of channels that leave the block.
# 2. **The others keep the shape.** They have strides 1 and no projection.
# 3. **Each block reads the output of the one before.**
#
# Here is a longer block layer, with six blocks and more filters. It also halves the side, because its block 0 has strides 2.

# %% tags=["nbval-check-output"]
rl.figures.block_layer_chain(resnet50.block_layers[2], "ResNet-50")

# %% [markdown]
# The line that picks the kind of block is given, and both kinds are called in the same way:
#
# `block(inputs, filters, strides, is_training, index, shortcut_filters=None)`
#
# The word `index` stands for two numbers here. Do not mix them up:
#
# | where you meet it | what it counts |
# |---|---|
# | `index` that your `block_layer` receives | which **block layer** this is, from 1; you need not use it |
# | `index` that you give to each block | which **block of the layer** it is, from 0 |
#
# Give each block its own number, because the tools of later chapters find a block by a name that is made of both numbers, such as
# `block_layer1_bottleneck_block0`. How many channels leave a block? As many as
# `filters`, or four times as many where `self.bottleneck` is true.

# %%
# exercise: block_layer

# %% [markdown]
# ## 3.3 Counting weight layers
#
# Back to the question of section 3.1. The name counts the weight layers *on the way* from the image to the answer, along the
# residual branches. It leaves out normalisations and poolings, because they are not weight layers, and projections, because they lie on the shortcuts and
# not on this path.
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
# Then write a function that applies it to block layers of any sizes. These may differ from those of the six networks, and there may be more or fewer than four of them. A network may also mix both kinds of block. In that case `bottleneck` is a list with True or False for each block layer: with the sizes `[2, 3]` and the list `[False, True]`, two regular blocks are followed by three bottleneck blocks.

# %%
# exercise: count_weight_layers

# %% [markdown]
# So 18 = 1 + 8 · 2 + 1: the stem, eight blocks of two, and the dense layer. ResNet-34 and ResNet-50 both have sixteen blocks, but of different kinds:
# 1 + 16 · 2 + 1 with regular ones, 1 + 16 · 3 + 1 with bottleneck ones. Here are the six networks once more, now with their sums:

# %% tags=["nbval-check-output"]
rl.figures.depth_map(networks)

# %% [markdown]
# ## 3.4 Which blocks project
#
# Which blocks of a network project? Name each by a pair of numbers, as the network's own names do:
# `block_layer3_bottleneck_block0` is the pair `(3, 0)`. Block layers are counted from 1, blocks from 0.
#
# Two rules are in use, and your function must know both:
#
# - `projection_blocks([2, 2, 2, 2])` follows the rule of this network, which you can read off the map of section 3.1.
# - `projection_blocks([2, 2, 2, 2], shapes)` follows the rule of the paper of 2015 (option B): a block projects only if what leaves it has a different shape from what enters it. `shapes` is a list that begins
#   with the shape that enters the first block layer; then comes the shape that leaves each block layer. For ResNet-18 it is `[(56, 56, 64), (56, 56, 64), (28, 28, 128), (14, 14, 256), (7, 7, 512)]`.
#
# The shapes may be those of any network. Perhaps only the channels change somewhere, or only one side.

# %%
# exercise: projection_blocks

# %% [markdown]
# ## 3.5 See what you built
#
# The next cell builds the four block layers of ResNet-50 from *your* answers, those of chapter 2 and the block layer above, and says which parts are
# yours. Then it shows the shape that leaves each block layer.

# %%
network = rl.my_block_layers(num_layers=50, image_size=224)
rl.shapes_along(network, num_layers=50)

# %% [markdown]
# In a whole ResNet-50, 54 layers hold a kernel: the fifty of the name, and four projections. Your block layers hold 52 of them. The other two,
# the stem's convolution and the dense layer, come in chapter 4.
#
# From one block layer to the next the side is halved and the number of channels doubled:

# %% tags=["nbval-check-output"]
rl.figures.shape_steps(resnet50)

# %% [markdown] tags=["question"]
# ### Predict: which block does the most multiplications?
#
# Take one block from each block layer, but not its first. The block from layer 4 works on 7 × 7 positions, the one from layer 1 on 56 × 56. But
# the block from layer 4 has eight times the channels.
#
# ```toml
# id = "most_work"
# ```
#
# - [ ] The one in layer 1, because it works at the most positions. :: It has 64 times as many positions as the one in layer 4. But the fewer the channels, the less there is to multiply at each position.
# - [ ] The one in layer 4, because it works on the most channels. :: At each position it multiplies 64 times as often as the one in layer 1: eight times the channels in, eight
#   times the channels out. But how many positions are left?
# - [ ] The one in layer 3, because most of the work is done there. :: As a whole, layer 3 does the most. But that is because it has the most
#   blocks, and here we take one block from each.
# - [x] All four alike, because positions make up for channels. :: Whatever is saved at the positions is spent on the channels.

# %% tags=["nbval-check-output"]
blocks = [layer.blocks[1] for layer in resnet50.block_layers]
names = [f"layer {number}, block 1" for number in (1, 2, 3, 4)]
rl.ask("most_work", lambda: rl.figures.block_costs(blocks, names))

# %% [markdown] tags=["came"]
# All four do the same work: 218 million multiply–adds each, where one multiply–add is a multiplication with the addition after it. Half the side leaves a quarter of the positions, and twice the channels make each of them four times as
# expensive. So it costs the same number of multiply–adds to add a block to any of the block layers. What does grow is the number of parameters in a block: it quadruples from each block layer to the next. The deep networks put most of their blocks into layer 3.

# %% [markdown]
# ## 3.6 What each block adds
#
# A hundred garments go through a trained network with two block layers of five blocks. For each block we ask how large the residual branch is
# relative to the shortcut. One dot is one picture. You know from section 2.6 that in the first block of each layer the branch is larger than the shortcut.
#
# Now look at the remaining blocks. Is there one whose branch is larger than the shortcut for some garments, and smaller for others?

# %%
trained = rl.recorded_network()
garments = rl.scaled(rl.data.fashion_mnist().test_images[:100])
inside = rl.activations(trained, garments)


def size(tensor):
    return np.sqrt((tensor**2).sum(axis=(1, 2, 3)))


ratios = [size(residual) / size(shortcut) for shortcut, residual, total in inside.values()]
rl.figures.branch_profile(list(inside), ratios)

# %% [markdown]
# In the pink blocks the branch is larger than the shortcut for every picture: all their dots lie above the dashed line. In the blue blocks of layer 1 no
# dot reaches the line, so these blocks add less than they pass on, whatever the picture. In layer 2, which comes right before the head, it
# depends on the picture; for most pictures the branch is still the smaller part. Going by the median, the last block of each layer adds least relative to its shortcut.

# %% [markdown]
# ## 3.7 How far a position sees
#
# After one 3×3 convolution a position knows its neighbours, and after two it also knows their neighbours. After a stride of 2, neighbours
# are twice as far apart in the picture. So how much of the picture does a position in the middle know?

# %% [markdown] tags=["question"]
# ### Predict: how much does a position see at the end of block layer 1?
#
# ResNet-50 reads a picture of 224 × 224 pixels. The stem's 7×7 convolution and its 3×3 pooling both have strides of 2; together they see a window of 11 pixels. Then come
# three bottleneck blocks, each with one 3×3 convolution and strides of 1.
#
# ```toml
# id = "window"
# axes = [{ name = "pixels", label = "side of the window that a position sees, in pixels", low = 1, high = 224, step = 1, unit = "pixels" }]
# came = [35]
# ```
#
# - up to 22 :: With strides of 1, a 3×3 convolution widens the window by 2. But two layers with strides of 2 come before these blocks, so neighbouring positions are 4 pixels apart,
#   and each of the three convolutions adds 8.
# - up to 60 :: That is about right: neighbouring positions are 4 pixels apart here, so each of the three convolutions adds 8 to the 11 pixels of the stem.
# - up to 150 :: So wide a window comes later, in layers 2 and 3. Only kernels larger than 1×1 widen it, and in layer 1 there are three of those.
# - above 150 :: Many positions do not mean that each of them sees much. Only three convolutions with a kernel larger than 1×1 lie between the stem and the end of
#   layer 1.

# %% tags=["nbval-check-output"]
photograph = rl.data.photograph()[44:492, 43:491][::2, ::2]
views = rl.receptive_field.views(resnet50)
rl.ask("window", lambda: rl.figures.receptive_field(photograph, views, "ResNet-50"))

# %% [markdown] tags=["came"]
# At the end of layer 1 a position sees 35 pixels: the nose and the mouth. At the end of layer 2 it sees 91: most of the face. In the last block but one of layer 3 it sees everything. And layer 3 is where the deep networks put most of their blocks, so what is done late in it can take all of the picture into
# account.
#
# This is the widest that it *can* see. Pixels at the edge of the window have far less weight than those in its
# middle (Luo et al. 2016).

# %% [markdown]
# ### Which network sees the whole picture first?
#
# Make one more guess; the answer may surprise you. Which of the six networks needs the *fewest* weight layers before a position sees the whole photograph? Is it a shallow one or a deep one?
# Move through the places of one network, then choose another.

# %%
rl.widgets.what_is_seen()

# %% [markdown]
# If you count to the end of the block in which a position first sees the whole photograph, ResNet-18 needs the fewest weight layers, 15, and ResNet-200 needs the most, 49. ResNet-50 lies between them with 37. The reason is what the layers are made of: only kernels larger than 1×1 widen the view. In ResNet-18 every convolution of a branch has such a kernel, while in a bottleneck block one layer in
# three does all of the widening. If you count block layers instead, it is the other way round, because a deep network has more blocks in each of them. ResNet-18 sees the whole picture only in block layer 4, and ResNet-200 as early as block layer 2.

# %% [markdown]
# ## 3.8 What to keep
#
# - A **block layer** is a chain of blocks. The first gets the strides and projects; the others have strides 1 and an identity
# shortcut.
# - The six ResNets here have **four** of them. From one to the next the side is halved and the filters are doubled, so within one network all blocks except the first of each layer need
# the same number of multiply–adds.
# - The number in the name is **1 + blocks · 2 + 1**, or **1 + blocks · 3 + 1** from ResNet-50 on. Projections are not counted.
#
# **The question again.** ResNet-50 has fifty weight layers. Where are they? Say it without looking, and then do the same for ResNet-101, whose
# block layers hold 3, 4, 23 and 3 blocks.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), table 1 for the sizes of 18 to 152,
# section 3.3 on halving sides and doubling filters, option B on projections. The same authors: *Identity Mappings in Deep Residual Networks* (2016)
# for pre-activation and ResNet-200. Luo, Li, Urtasun, Zemel: *Understanding the Effective Receptive Field in Deep Convolutional Neural Networks*
# (2016).

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(3)

# %% tags=["nbval-check-output"]
rl.progress()
