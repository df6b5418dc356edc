"""Makes the shipped part of Fashion-MNIST: `python -m resnet_lessons.instructor.datasets FOLDER`.

FOLDER holds the four files of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017). On Debian, the package
dataset-fashion-mnist puts them in /usr/share/datasets/fashion-mnist.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np

SEED = 1708
TRAIN_IMAGES_PER_CLASS = 600
TEST_IMAGES_PER_CLASS = 100
SHIPPED_FILE = Path(__file__).parents[1] / "data" / "assets" / "fashion_mnist.npz"

_UNSIGNED_BYTE = 0x08


def read_idx(path):
    """Reads one gzipped idx file, the format of MNIST.

    Its header is two zero bytes, the type, the number of dimensions, then each dimension as a
    big-endian 32-bit integer.

    Returns:
        uint8 array of the shape that the header gives.

    Raises:
        ValueError: when it is not an idx file of unsigned bytes, or its size is wrong.
    """
    with gzip.open(path) as file:
        content = file.read()
    if len(content) < 4 or content[:3] != bytes([0, 0, _UNSIGNED_BYTE]):
        raise ValueError(f"{path} is not an idx file of unsigned bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def choose(labels, per_class, generator):
    """Samples the same number of images of every class.

    Args:
        labels: (images,), integers.
        per_class: images to sample of each class, without replacement.
        generator: `numpy.random.Generator`.

    Returns:
        indices (classes * per_class,) in the order of the full set, which mixes the classes.

    Raises:
        ValueError: when a class has too few images.
    """
    sampled = [
        generator.choice(np.flatnonzero(labels == label), per_class, replace=False)
        for label in np.unique(labels)
    ]
    return np.sort(np.concatenate(sampled))


def full_set(folder):
    """All images of the full set.

    Args:
        folder: holds the four idx files.

    Returns:
        dict of uint8 arrays: train_images and test_images (images, 28, 28, 1), train_labels and
        test_labels (images,).
    """
    arrays = {}
    for part, prefix in (("train", "train"), ("test", "t10k")):
        images = read_idx(Path(folder, f"{prefix}-images-idx3-ubyte.gz"))
        arrays[f"{part}_images"] = images[..., np.newaxis]
        arrays[f"{part}_labels"] = read_idx(Path(folder, f"{prefix}-labels-idx1-ubyte.gz"))
    return arrays


def subset(folder):
    """Samples the shipped images from the full set.

    Args:
        folder: holds the four idx files.

    Returns:
        dict of uint8 arrays: train_images and test_images (images, 28, 28, 1), train_labels and
        test_labels (images,).
    """
    generator = np.random.default_rng(SEED)
    arrays = full_set(folder)
    for part, per_class in (("train", TRAIN_IMAGES_PER_CLASS), ("test", TEST_IMAGES_PER_CLASS)):
        chosen = choose(arrays[f"{part}_labels"], per_class, generator)
        for name in ("images", "labels"):
            arrays[f"{part}_{name}"] = arrays[f"{part}_{name}"][chosen]
    return arrays


def main(arguments=None):
    """Writes the shipped file; NumPy dates what it writes 1980, so equal images are equal bytes."""
    parser = argparse.ArgumentParser(description="Makes the shipped part of Fashion-MNIST.")
    parser.add_argument("folder", type=Path, help="holds the four idx files")
    parser.add_argument("--out", type=Path, default=SHIPPED_FILE, help="the file to write")
    options = parser.parse_args(arguments)
    np.savez_compressed(options.out, **subset(options.folder))
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
