# %% [markdown]
# # 4 · The whole network
#
# **You will be able to** assemble a ResNet of any depth from your own parts, say what it costs, train it on real images, and keep
# what it has learnt.
#
# **Time** about 80 minutes, 50 of them writing. **You need** the blocks of chapter 2 and the block layer of chapter 3. **You write** one
# method and two functions. At the end you have a network that is your own from the first convolution to the last number.

# %%
import resnet_lessons as rl

rl.setup()

# %% [markdown]
# ## 4.1 Where are the parameters?
#
# ResNet-18 for the thousand classes of ImageNet has 11.7 million trainable parameters. They lie in six places: the stem, the four block layers, and the head. Each
# block layer has two blocks.

# %% [markdown] tags=["question"]
# ### Predict: what share of the parameters does the last block layer hold?
#
# ```toml
# id = "last_share"
# axes = [{ name = "share", label = "share of the parameters in the last block layer, in percent", low = 0, high = 100, step = 1, unit = "%" }]
# came = [72]
# ```
#
# - up to 35 :: The four block layers have equally many blocks, which do about the same work, so a quarter is tempting. But a kernel has
#   a weight for every pair of channels, and the channels double from one block layer to the next.
# - up to 62 :: Each block layer has twice the channels of the one before, so a half is tempting. But twice the channels come in *and* twice go out, so a kernel becomes four times as large, not twice.
# - up to 82 :: That is about right. Each block layer has about four times the parameters of the one before: 1, 4, 16, 64. The last holds 64 of these 85
#   parts, and the stem and the head take a little.
# - above 82 :: The first two together hold only 6%, so this is tempting. But the third has a quarter of what the last one has.

# %% tags=["nbval-check-output"]
resnet18 = rl.depths.network_anatomy(18)
rl.ask("last_share", lambda: rl.figures.parameter_shares(resnet18))

# %% [markdown] tags=["came"]
# 72% of the parameters lie in the last block layer, where the picture has shrunk to 7 × 7 positions. The stem, which sees every pixel, has about a thousandth.
#
# The multiply–adds, on the right of the figure, are spread over all four block layers. You know why from section 3.5: what is saved at the positions is spent on the channels. So how much a network *stores* and how much it *computes* are two different questions. Section 4.4 answers both.

# %% [markdown]
# ## 4.2 The whole network
#
# This is everything between a picture and its answer:

# %% tags=["nbval-check-output"]
rl.figures.whole_network(resnet18)

# %% [markdown]
# 1. **Stem.** One 7×7 convolution with `self.filters_initial` filters (64 in the drawing) and strides 2, then a 3×3 max-pooling with strides 2 and padding `"same"`. A picture of 224 × 224 becomes
#    56 × 56 before the first block sees it. No normalisation and no ReLU follow, because the first block begins with its own.
# 2. **Four block layers.** `self.block_layer_sizes` says how many blocks each of them has, and `self.block_strides` lists their strides. The first has as
#    many filters as the stem, and each of the others has twice as many as the one before.
# 3. **Final pre-activation.** The last block ends in a sum, which nothing has normalised yet. If you leave this step out, all shapes still fit and no error
#    warns you, but the head then reads the raw sums.
# 4. **Head.** The mean over all positions leaves one number for each channel. A dense layer turns these numbers into `self.output_size` **logits**, one for
#    each class: the larger the logit, the surer the network is of that class. A softmax would turn logits into probabilities, but none follows here, because the loss takes care of it.

# %% [markdown]
# Your turn. The next cell waits for TensorFlow, which has been loading since you ran the first cell.

# %%
rl.ready()

import keras
import numpy as np
from keras import layers, ops

# %% [markdown]
# Write `build_resnet` for any network of the family, which means for all six depths and both data formats. Your tools:
#
# - `self.custom_conv2d(inputs, filters, kernel_size, strides)`, with a bias and fixed padding (section 2.4),
# - `self.block_layer(inputs, filters, strides, num_blocks, is_training, index)`, where `index` is the block layer's number, from 1, by
#   which tables and later experiments find its blocks,
# - `self.pre_activation(inputs, is_training)`,
# - `layers.MaxPooling2D`, `layers.GlobalAveragePooling2D` and `layers.Dense`. Both poolings need `data_format=self.data_format`.
#
# `block_layer` and `pre_activation` are your own, from chapters 2 and 3. Where one of them is missing, the lessons' own takes its place, provided that your copy of the lessons holds it.

# %%
# exercise: build_resnet

# %% [markdown]
# The next cell builds the network for ImageNet from *your* parts. The table shows the shape that leaves each block layer:

# %%
network = rl.my_network(num_layers=18, output_size=1000, image_size=224)
rl.shapes_along(network, num_layers=18)

# %% [markdown]
# ## 4.3 A photograph goes in
#
# The network takes squares of one size, but photographs come in all sizes. So each is **resized** until its smaller side has `min_aspect_dim` pixels,
# and a square of `resize_dim` pixels is **cropped** out of it.
#
# Why not simply squeeze the photograph into a square? The network would take it, since the shape would be right. But a squeezed face no longer looks like a face. Resizing both sides by the same factor keeps every
# shape. The price is the rim: the network does not see what lies outside the square.

# %%
photograph = rl.data.photograph()
recipe = rl.ResNetModel(min_aspect_dim=256, resize_dim=224, num_layers=18, output_size=1000)
crop = recipe.preprocess(photograph, is_training=False)
print(photograph.shape, "->", crop.shape)

# %% [markdown]
# For a prediction the square is cut from the middle. For training it is cut out at a random place, and mirrored half of the time, so the network
# hardly ever sees the same picture twice, and learns that a face further left is still a face.

# %% tags=["nbval-check-output"]
rl.figures.preprocessing(photograph, min_aspect_dim=256, resize_dim=224)

# %% [markdown]
# ## 4.4 What it costs
#
# A **multiply–add** is one multiplication and the addition that follows it. He et al. call multiply–adds FLOPs, hence the name of the function that you write here, `count_flops`. Others count each multiply–add as two FLOPs.
#
# Take a 3×3 convolution that reads 64 channels and writes 128. To make *one* number of its output, it looks at a window of 3 · 3 positions with 64 channels each, multiplies each of
# those 576 numbers by a value of its kernel, and adds everything up: 576 multiply–adds. If its output has 28 × 28 positions with 128 channels, it does so 28 · 28 · 128 = 100,352 times,
# which makes 57,802,752 multiply–adds in all. A dense layer works in the same way: each number of its output is made from all the numbers that it reads.
#
# The first line of the function is given. `calls` is a list of pairs `(layer, output_shape)`, one for every time that the network calls a layer, and the shape leaves out the batch. Only layers with a kernel are counted, that is,
# convolutions and dense layers; biases are left out. `layer.kernel` is the array of a layer's kernel; a layer without one has no such attribute, and `hasattr(layer, "kernel")` tells you. A kernel's shape is (rows, columns, channels in, channels out) for a convolution and (numbers in,
# numbers out) for a dense layer.

# %%
# exercise: count_flops

# %% [markdown] tags=["question"]
# ### Predict: where does ResNet-50 lie?
#
# Choose a point in the plane below, in which ResNet-18 and ResNet-34 are already drawn. ResNet-50 has sixteen blocks, like ResNet-34, but about one and a half times as many layers. Its bottleneck blocks pass on four
# times the channels. Remember what a bottleneck block costs relative to the regular block whose place it takes (section 2.7).
#
# ```toml
# id = "resnet50_costs"
# axes = [
#   { name = "parameters", label = "parameters, in millions", low = 0, high = 60, step = 0.2, unit = "million parameters" },
#   { name = "work", label = "multiply–adds, in billions", low = 0, high = 10, step = 0.1, unit = "billion multiply–adds" },
# ]
# came = [25.6, 4.1]
# known = [{ label = "ResNet-18", at = [11.7, 1.8] }, { label = "ResNet-34", at = [21.8, 3.7] }]
# ```
#
# - work above 5 :: That would be so if all layers cost the same, or if four times the channels cost four times as much. But the layers that are new have kernels of 1×1, and the 3×3 convolution, the
#   expensive one, works in the neck of the bottle, where the channels are few.
# - parameters above 32 :: The blocks pass on four times the channels, so this is tempting. But between those channels there are only kernels of 1×1, and the 3×3 convolution works in the neck of
#   the bottle, where the channels are few.
# - work up to 3 :: A bottleneck block is cheap beside a regular block *of the same width*. But here it takes the place of one with a quarter of its channels, and those two cost about the same.
# - parameters up to 20 :: A bottleneck block has few parameters beside a regular block *of the same width*. But here it takes the place of one with a quarter of its channels, and those two cost
#   about the same.
# - elsewhere :: That is close. ResNet-50 has only sixteen 3×3 convolutions where ResNet-34 has thirty-two, but its 1×1 convolutions more than make up for that: it needs about a tenth more multiply–adds, 4.09 billion against 3.68. It also has 17% more parameters, and two fifths of the difference lie in its dense layer, which reads 2,048 channels in place of 512.

# %% tags=["nbval-check-output"]
rl.ask(
    "resnet50_costs",
    lambda: (rl.cost_table(own=count_flops), rl.figures.network_costs(rl.cost_table())),
)

# %% [markdown] tags=["came"]
# This is the whole family, computed just now from the shapes. For comparison the table also shows what He et al. (2015, table 1) report, the ResNet-50 that comes with Keras, and what your own function counts for three of the six networks, once it
# has passed.
#
# *Weights* is the space that a saved network takes. *Predicting* is the peak memory for the activations of one image, *training* the memory that one training step keeps for each image until the backward pass.

# %% [markdown]
# ## 4.5 Three conventions
#
# "ResNet-50" is not one network. Three ways to build it are in wide use: that of the paper of 2016, that of TensorFlow's models, and that of torchvision, which has the block of 2015. The weights of one do not fit into another. These lessons follow TensorFlow, and add biases. Here is the beginning of ResNet-18 in each, up to the end of its first block. (The paper of 2016 trained no ResNet-18; its networks for ImageNet have 101 to 200
# layers. The drawing applies its rules to eighteen.)

# %% tags=["nbval-check-output"]
rl.figures.three_conventions()

# %% [markdown]
# The table compares them rule by rule, together with two more networks: TensorFlow's own and Keras'.

# %% tags=["nbval-check-output"]
rl.conventions.table()

# %% [markdown]
# None of them is wrong. Their numbers of parameters differ by only about a thousandth. That is the trap: the names agree, the sizes nearly agree, and still no weight file of one fits another. The page
# with the sources is `docs/reference/network_conventions.md` of the lessons' repository.

# %% [markdown]
# ## 4.6 Train it
#
# Now your ResNet-18 learns. It does not learn from ImageNet, which would take months here, but from 6,000 pictures of garments, 28 × 28 pixels, in ten classes. After the stem's convolution and pooling, 7 × 7 positions
# are left, and in the last block layer only a single one. That is enough here.
#
# The training takes about two minutes on two free cores, and longer if something else uses them too. The curves are drawn while it runs. **You may stop it at any time with the ■ button: what it has learnt so far is kept.** If you then run
# the cell again, it goes on from there and ends where it would have ended without a stop. That works after a restart of the kernel too, or when the computer was off in between, because the run is written into the folder `my_networks` several times a minute. Once it has reached its end, the same cell brings it back within seconds. Both hold as long as the answers that the network is built from have not changed; `again=True` starts afresh. Until your answers have passed, you see a recorded run of the lessons' own network.
#
# The network has 11 million parameters for 6,000 pictures. Will it learn them by heart, and guess on new ones? Watch both curves.

# %%
run = rl.learn(num_layers=18, epochs=6)

# %%
rl.figures.learning_curves(run)

# %% [markdown]
# Compare the two curves with care. The right answers on the training images are counted *while* the network learns, over all steps of an epoch, and those on the test images only when the epoch is over. That is why the test
# images are ahead at first.
#
# In the recorded run the network does begin to learn its images by heart: in the second epoch the curves meet, then the training images are ahead, and in the
# last epoch it is right on 94.5% of them, against 86.5% of the test images. But it is far from guessing on new images, and it gets better on them too. To make learning by heart harder, each picture is mirrored half of the time, as in section 4.3. More
# training pictures usually help more.

# %% [markdown]
# ## 4.7 What it learnt
#
# One number hides a lot. Here are all 1,000 test garments, which were not used in training: each row is what a garment *is*, each column what the network *says*.
#
# Which garment do you expect to be the hardest at 28 × 28 pixels?

# %%
rl.figures.confusion_matrix(run)

# %% [markdown]
# In the recorded run the shirt is the hardest: 64 of 100 are right. T-shirt, pullover, coat and shirt share one outline, and a row of buttons is a few grey dots. The bag has a shape of its own: 96 of 100 are right.
# In your run another garment may be the hardest.

# %% [markdown]
# The next cell shows the pictures on which the network is *surest* and yet wrong. Look at each before you read its label: whose mistake is it?

# %%
rl.figures.surest_and_wrong(run)

# %% [markdown]
# ## 4.8 Keep it
#
# Training takes minutes, but loading takes a second. The next cell writes your network into the folder `my_networks`, beside the notebooks. If you stopped the run, it is written under a different name, so that you never mistake a half-trained network for a finished one.

# %%
rl.save_network(run)

# %%
network = rl.load_network()
rl.predict(network, rl.data.fashion_mnist().test_images[:5])

# %% [markdown]
# ## 4.9 Other people's weights
#
# Training on ImageNet took the authors of these networks weeks of computing, but nobody has to repeat it, because trained weights can be loaded into your network. For that, each saved array
# must find the layer that it belongs to. Layers have names in your network and in the saved one, so the name can tell which array belongs where.
#
# `layer.get_weights()` returns the weights of a layer as a list of NumPy arrays, and `layer.set_weights(arrays)` puts such a list back. A batch normalisation has four of them: $\gamma$, $\beta$, and
# the two averages of section 2.2, which Keras calls its moving mean and moving variance. These two are weights as well, even though no gradient trains them:

# %% tags=["nbval-check-output"]
normalization = layers.BatchNormalization(name="norm")
normalization(ops.ones((1, 4, 4, 3)))
print(normalization.name, [array.shape for array in normalization.get_weights()])

# %% [markdown]
# Two programs seldom agree on everything. A head for other classes has a different shape, or a layer has no partner at all. Such a layer keeps its own weights, and your function should
# report which layers did.

# %%
# exercise: load_by_name

# %% [markdown]
# Does it work? The lessons ship a trained network of ten blocks. The next cell builds a network of the same shape from *your* blocks, whose weights are random, and loads the trained
# weights into it with your function. Keras numbers layers in the order in which they are made, so the names differ; the lessons translate them by the place of each layer in its block.

# %%
rl.loaded_garments()

# %% [markdown]
# Without a single step of training, your network gets as many garments right as the one that was trained. This works because a network is nothing but its arrangement and its numbers. If the arrangement
# is the same, the numbers do the rest.
#
# ### From ImageNet
#
# Now for the large one. Keras offers its ResNet50V2 with weights from ImageNet. Every one of its arrays has the shape of an array in your `build_resnet` with 50 layers. Is that enough?

# %% [markdown]
# It is not, and the table of section 4.5 says why. Keras halves the side in the *last* block of a block layer and you do so in the first, so the same kernels meet pictures of a different size. Three smaller
# differences can be made up for. Where Keras has no bias, yours becomes zero. Its normalisations have a different $\varepsilon$, which the moving variance can absorb. And its max-pooling pads with zeros on all sides, as the first of the two networks below does too.
#
# But your *blocks* are the same. So the lessons build two networks of your blocks, one in Keras' order and one by your `build_resnet`, and load the same weights into both. In the first one each block
# computes what Keras' block computes. In the second every weight has found its place, no error warns you, and yet the network computes something else.
#
# With `download=True` the weights are fetched once, about 100 MB, and both networks look at the photograph of section 4.3. The weights could not be fetched where these lessons were written, so no result with
# them is printed here. What was tested is the loading itself, with random weights in Keras' network: your blocks in Keras' order return the same numbers, block by block.

# %%
rl.own_imagenet(download=False)

# %% [markdown]
# The next cell shows how large each residual branch of Keras' network is relative to its shortcut, on the same photograph. Nothing else in the lessons needs it.

# %%
rl.imagenet.residual_activations(download=False)

# %% [markdown]
# ## 4.10 What to keep
#
# - A ResNet is a **stem**, four **block layers** and a **head**, and you have put them together yourself.
# - In ResNet-18, 34 and 50 most **parameters** lie in the last block layer, where the channels are many; from ResNet-101 on the third holds the most, because it has so
# many blocks. The **multiply–adds** are spread over all block layers.
# - The last sum is pre-activated once more, then averaged over all positions; the dense layer gives **logits**.
# - Trained weights can be loaded **by name**, into every layer of the same name and shape. They compute the same function only in the same arrangement.
# - "ResNet-50" is a family name. Ask which **convention** is meant before you load weights or compare numbers.
#
# **The question again.** Where are the 11.7 million parameters of ResNet-18? Say it without looking, and say why.
#
# **Sources.** He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition* (2015), table 1 for the networks, section 3.4 for resizing and cropping. The same authors: *Identity
# Mappings in Deep Residual Networks* (2016), section 4.1 and appendix for the final pre-activation. Xiao, Rasul, Vollgraf: *Fashion-MNIST* (2017) for the garments.

# %% [markdown]
# ### What you guessed, and how it turned out
#
# Run the next cell again whenever you have made another guess. Nobody grades your guesses: look for what you did not expect.

# %% tags=["nbval-check-output"]
rl.guesses(4)

# %% tags=["nbval-check-output"]
rl.progress()
