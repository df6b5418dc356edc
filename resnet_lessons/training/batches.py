"""The images of one training step after another, which a seed alone decides."""

import numpy as np

from resnet_lessons.data.images import scaled


def batches_of(data, batch_size, steps_per_epoch, seed):
    """Images and labels of one step after another, without end: in a new order each epoch, half of the images
    mirrored.

    Args:
        data: `ImageSet`
        batch_size: images of a step.
        steps_per_epoch: what is left over of an epoch's images is left out.
        seed: of order and mirroring.

    Yields:
        (float32 images (batch_size, height, width, channels), int labels (batch_size,))
    """
    generator = np.random.default_rng(int(seed))
    while True:
        order = generator.permutation(len(data.train_images))
        for step in range(steps_per_epoch):
            chosen = order[step * batch_size : (step + 1) * batch_size]
            images = scaled(data.train_images[chosen])
            mirrored = generator.random(len(chosen)) < 0.5
            images[mirrored] = images[mirrored, :, ::-1]
            yield images, data.train_labels[chosen]
