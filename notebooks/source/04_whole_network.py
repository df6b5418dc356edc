# %% [markdown]
# # 4 · The whole network
#
# **You will be able to** assemble a ResNet of any depth from your own parts, say what it costs, train it on real images, and keep
# what it has learnt.
#
# **Time** about 60 minutes, 35 of them writing. **You need** the blocks of chapter 2 and the block layer of chapter 3. **You write** one
# method and one function. At the end stands a network that is yours from the first convolution to the last number.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 4.1 Where are the parameters?
#
# ResNet-18 for the thousand classes of ImageNet has 11.7 million trainable parameters. They lie in six places: the stem, the four block layers, and the head. Each
# block layer has two blocks.

# %% [markdown] tags=["question"]
# ### Predict: what share of them does the last block layer hold?
#
# - [ ] About a quarter: there are four block layers of two blocks each. :: They have the same number of blocks and of multiply–adds per block. But a kernel has
#   a weight for every pair of channels, and the channels double from layer to layer.
# - [ ] About half: each layer has twice the channels of the one before. :: Twice the channels come in *and* twice go out. So a kernel
#   grows four times, not twice.
# - [x] Nearly three quarters. :: Each block layer has about four times the parameters of the one before: 1, 4, 16, 64. The last holds 64 of 85 parts, but for stem
#   and head.
# - [ ] Nearly all: the others hardly count. :: Tempting, as the first two together hold 6 %. But the third has a quarter of
#   the last one's.

# %% tags=["nbval-check-output"]
resnet18 = rl.depths.network_anatomy(18)
rl.figures.parameter_shares(resnet18)

# %% [markdown]
# 72 % lie in the last block layer, where the picture has shrunk to 7 × 7 positions. The stem, which sees every pixel, has about a thousandth.
#
# The multiply–adds on the right are spread over all four. You know why from section 3.5: what is saved at the positions is spent on the channels. So what a network *weighs* and what it *takes to run* are
# two questions. Section 4.4 counts both.

# %% [markdown]
# ## 4.2 The whole network
#
# Everything between a picture and its answer:

# %% tags=["nbval-check-output"]
rl.figures.whole_network(resnet18)

# %% [markdown]
# 1. **Stem.** One 7×7 convolution with strides 2, then a 3×3 max-pooling with strides 2 and padding `"same"`. A picture of 224 × 224 becomes
#    56 × 56 before the first block sees it. No normalisation and no ReLU follow: the first block begins with its own.
# 2. **Four block layers.** `self.block_layer_sizes` says how many blocks each has, `self.block_strides` which strides. The first has `self.filters_initial`
#    filters, each further one twice as many as the one before.
# 3. **Final pre-activation.** The last block ends in a sum, which nothing has normalised yet.
# 4. **Head.** The mean over all positions leaves one number for each channel. A dense layer turns them into `self.output_size` **logits**, one for
#    each class: the larger, the surer the network is of it. No softmax, which would turn logits into probabilities, follows: the loss takes care of it.

# %% [markdown] tags=["question"]
# ### Predict: what if the final pre-activation is left out?
#
# - [ ] Nothing: the last block has pre-activated already. :: It has, before its convolutions. What leaves it is their output plus the shortcut, and on that sum no
#   normalisation has worked yet.
# - [ ] The shapes no longer fit. :: A normalisation changes no shape, so no error warns you. That is what makes this mistake a quiet one.
# - [x] The head gets sums that nothing has normalised. :: The shortcut carries the sum of all branches so far. Each block that reads it normalises it first; the head has
#   to do so too.

# %% [markdown]
# Your turn. The next cell waits for TensorFlow, which has been loading since the first one.

# %%
rl.ready()

import keras
import numpy as np
from keras import layers, ops

# %% [markdown]
# Write it for any network of the family: the six depths, both data formats. Your tools:
#
# - `self.custom_conv2d(inputs, filters, kernel_size, strides)`, with a bias and fixed padding (section 2.4),
# - `self.block_layer(inputs, filters, strides, num_blocks, is_training, index)`, where `index` is the block layer's number, from 1, by
#   which tables and later experiments find its blocks,
# - `self.pre_activation(inputs, is_training)`,
# - `layers.MaxPooling2D`, `layers.GlobalAveragePooling2D` and `layers.Dense`. Both poolings need `data_format=self.data_format`.
#
# The methods are your own, of chapters 2 and 3, or the lessons' where yours are missing and the lessons hold them.

# %%
# exercise: build_resnet

# %% [markdown]
# The network for ImageNet, from *your* parts. The table reads what leaves its block layers:

# %%
network = rl.my_network(num_layers=18, output_size=1000, image_size=224)
rl.shapes_along(network, num_layers=18)

# %% [markdown]
# ## 4.3 A photograph goes in
#
# The network takes squares of one size. Photographs are of any size. So each is **resized** until its smaller side has `min_aspect_dim` pixels,
# and a square of `resize_dim` pixels is **cropped** out of it.

# %% [markdown] tags=["question"]
# ### Predict: why not simply squeeze the photograph into a square?
#
# - [ ] Squeezing takes longer. :: Both are one resize. The crop even comes on top.
# - [x] A squeezed face no longer has the shape of a face. :: Resizing both sides by the same factor keeps every shape. What is paid for it is the rim: what lies outside the
#   square is not seen.
# - [ ] The network cannot take it. :: It could: the shape would be right. It would see a world in which everything is out of shape.

# %%
photograph = rl.data.photograph()
recipe = rl.ResNetModel(min_aspect_dim=256, resize_dim=224, num_layers=18, output_size=1000)
crop = recipe.preprocess(photograph, is_training=False)
print(photograph.shape, "->", crop.shape)

# %% [markdown]
# For a prediction the square is cut from the middle. For training it is cut anywhere, and mirrored half of the time: the network
# never sees quite the same picture twice, and learns that a face further left is still a face.

# %% tags=["nbval-check-output"]
rl.figures.preprocessing(photograph, min_aspect_dim=256, resize_dim=224)

# %% [markdown]
# ## 4.4 What it costs
#
# A **multiply–add** is one multiplication and the addition that follows it. He et al. call them FLOPs, hence the function's name. Others count each as two.
#
# Take a 3×3 convolution that reads 64 channels and writes 128. To make *one* number of its output, it looks at a window of 3 · 3 positions with 64 channels each, multiplies each of
# those 576 numbers by a value of its kernel, and adds everything up: 576 multiply–adds. If its output has 28 × 28 positions with 128 channels, it does so 28 · 28 · 128 = 100,352 times,
# which makes 57,802,752 multiply–adds in all. A dense layer works in the same way: each number of its output is made from all numbers that it reads.
#
# The first line of the function is given. `calls` is a list of pairs `(layer, output_shape)`, one for every time the network calls a layer; the batch is left out of the shape. Only layers
# with a kernel count, convolutions and dense layers, and biases do not. `layer.kernel` is the array of a layer's kernel. Its shape is (rows, columns, channels in, channels out) for a convolution and (numbers in,
# numbers out) for a dense layer.

# %%
# exercise: count_flops

# %% [markdown] tags=["question"]
# ### Predict: how many more multiply–adds has ResNet-50?
#
# It has sixteen blocks, like ResNet-34, and half as many layers again.
#
# - [ ] Half as many more. :: If all layers cost the same. But what is new is 1×1.
# - [x] About a tenth more. :: 4.09 billion against 3.68. It has sixteen 3×3 convolutions where ResNet-34 has thirty-two. The rest are 1×1.
# - [ ] Four times as many: its blocks hand on four times the channels. :: They do. But the 3×3 convolution, the expensive one, stands in the neck of the bottle.

# %% [markdown]
# The whole family, computed just now from the shapes. Beside it: what He et al. (2015, table 1) print, the ResNet-50 that comes with Keras, and what your own function counts, once it
# has passed: it counts three networks of the six.
#
# *Weights* is the space that a saved network takes. *Predicting* is the peak memory for the activations of one image, *training* the memory that one training step keeps of an image for its way back.

# %% tags=["nbval-check-output"]
rl.cost_table(own=count_flops)

# %% tags=["nbval-check-output"]
rl.figures.network_costs(rl.cost_table())

# %% [markdown]
# ## 4.5 Three conventions
#
# "ResNet-50" is not one network. Three ways to build it are in wide use, and the weights of one do not fit into another: that of the paper of 2016, that of TensorFlow's models, and that of torchvision, which has
# the block of 2015. The course follows TensorFlow, and adds biases. Here is the beginning of ResNet-18 in each, up to the end of its first block. (The paper of 2016 trained no ResNet-18; its networks for ImageNet have 101 to 200
# layers. What is drawn are its rules, applied to eighteen.)

# %% tags=["nbval-check-output"]
rl.figures.three_conventions()

# %% [markdown]
# Rule by rule, with two networks more: TensorFlow's own and Keras'.

# %% tags=["nbval-check-output"]
rl.conventions.table()

# %% [markdown]
# None of them is wrong. In their numbers of parameters they are about a thousandth apart. That is just the trap: the names agree, the sizes nearly agree, and still no weight file of one fits another. The page
# with the sources is `docs/network_conventions.md` of the lessons' repository.

# %% [markdown]
# ## 4.6 Train it
#
# Now your ResNet-18 learns. Not from ImageNet, which would take months here, but from 6,000 pictures of garments, 28 × 28 pixels, in ten classes. After stem and pooling 7 × 7 positions are
# left, in the last block layer a single one. That is enough here.
#
# It takes about two minutes on two free cores, and longer where others use them too. The curves are drawn while it runs. **You may stop it at any time with the ■ button: what it has learnt so far is kept.** Then run
# the cell again, and it starts afresh. Until your answers have passed, you
# see a recorded run of the lessons' own network.

# %% [markdown] tags=["question"]
# ### Predict: 11 million parameters, 6,000 pictures. What will happen?
#
# - [ ] It learns its pictures by heart and guesses on new ones. :: It does learn some by heart. But look at the test accuracy.
# - [x] It fits its own images better and better, and most of the new ones come along. :: The gap between the two is what it has learnt by heart. It is there, but it does not ruin
#   the rest.
# - [ ] It gets as many new images right as training images. :: At first it does. Then the two curves part.

# %%
run = rl.learn(num_layers=18, epochs=6)

# %%
rl.figures.learning_curves(run)

# %% [markdown]
# Once the training accuracy leaves the test accuracy behind, the network learns its images by heart. Each picture is mirrored half of the time, as in section 4.3, which is meant to hold that back. More
# pictures would do more.

# %% [markdown]
# ## 4.7 What it learnt
#
# One number hides a lot. Here are all thousand new garments: each row is what it *is*, each column what the network *says*.

# %% [markdown] tags=["question"]
# ### Predict: which garment is the hardest?
#
# - [ ] The bag: it is no garment at all. :: That makes it easy: it has a shape of its own. In the recorded run 96 of 100 are right.
# - [x] The shirt. :: T-shirt, pullover, coat and shirt share one outline. At 28 × 28 pixels a row of buttons is a few grey dots.
# - [ ] The sandal: it is mostly holes. :: Holes are a good sign to go by. At worst it is taken for another shoe.

# %%
rl.figures.confusion_matrix(run)

# %% [markdown]
# In the recorded run 64 shirts of 100 are right. In yours another garment may be the hardest.

# %% [markdown]
# And the pictures on which it is *surest* and wrong. Look at each before you read its label: whose mistake is it?

# %%
rl.figures.surest_and_wrong(run)

# %% [markdown]
# ## 4.8 Keep it
#
# Training takes minutes, loading a second. The next cell writes your network into the folder `my_networks`, beside the notebooks. A run that was stopped is written under another
# name, so a half-trained network never stands where a finished one should.

# %%
rl.save_network(run)

# %%
network = rl.load_network()
rl.predict(network, rl.data.fashion_mnist().test_images[:5])

# %% [markdown]
# ## 4.9 Weights of others
#
# Weights for ImageNet exist, and Keras fetches them where there is a connection: about 100 MB. With `download=True` the next cell runs Keras' ResNet50V2 on the photograph of section 4.3: what it sees, and how
# large each residual branch is beside its shortcut. Nothing else in the lessons needs it.

# %%
rl.imagenet.residual_activations(download=False)

# %% [markdown]
# ## 4.10 What to keep
#
# - A ResNet is a **stem**, four **block layers** and a **head**. Everything in it was written by you.
# - The **parameters** lie at the end, where the channels are many. The **multiply–adds** are spread over all block layers.
# - The last sum is pre-activated once more, then averaged over all positions; the dense layer gives **logits**.
# - "ResNet-50" is a family name. Ask which **convention** is meant before you load weights or compare numbers.
#
# **The question again.** Where are the 11.7 million parameters of ResNet-18? Say it without looking, and say why.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), table 1 for the networks, section 3.4 for resizing and cropping. The same authors: *Identity
# Mappings in Deep Residual Networks* (2016), section 4.1 and appendix for the final pre-activation. Xiao, Rasul, Vollgraf: *Fashion-MNIST* (2017) for the garments.

# %% tags=["nbval-check-output"]
rl.progress()
