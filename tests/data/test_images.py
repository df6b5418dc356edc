import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.data import images as data

ORIGINAL = Path("/usr/share/datasets/fashion-mnist")


def arrays_of(images):
    return [value for value in vars(images).values() if isinstance(value, np.ndarray)]


@pytest.fixture
def empty_caches():
    data.fashion_mnist.cache_clear()
    data.photograph.cache_clear()
    yield
    data.fashion_mnist.cache_clear()
    data.photograph.cache_clear()


def test_shipped_set_has_the_promised_shapes_and_types():
    images = data.fashion_mnist()
    assert images.train_images.shape == (6000, 28, 28, 1)
    assert images.test_images.shape == (1000, 28, 28, 1)
    assert images.train_images.dtype == images.test_images.dtype == np.uint8
    assert images.train_labels.shape == (6000,)
    assert images.test_labels.shape == (1000,)
    assert images.train_labels.dtype == images.test_labels.dtype == np.int64


def test_every_class_is_there_equally_often():
    images = data.fashion_mnist()
    assert np.bincount(images.train_labels).tolist() == [600] * 10
    assert np.bincount(images.test_labels).tolist() == [100] * 10


def test_the_first_images_are_of_mixed_classes():
    images = data.fashion_mnist()
    assert len(set(images.train_labels[:32])) >= 8
    assert len(set(images.test_labels[:32])) >= 8


def test_no_image_occurs_twice_in_training_and_test_images_together():
    images = data.fashion_mnist()
    both = [image.tobytes() for image in (*images.train_images, *images.test_images)]
    assert len(set(both)) == 7000


def test_class_names_are_those_of_the_paper():
    assert data.fashion_mnist().class_names == (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )


def test_class_names_fit_the_shapes():
    """Trousers are tall and narrow, shoes low and wide: labels and names have not been shifted."""
    images = data.fashion_mnist()
    rows_over_columns = {}
    for label, name in enumerate(images.class_names):
        inked = images.train_images[images.train_labels == label, :, :, 0] > 64
        rows = inked.any(axis=2).sum(axis=1).mean()
        rows_over_columns[name] = rows / inked.any(axis=1).sum(axis=1).mean()
    ordered = sorted(rows_over_columns, key=rows_over_columns.get)
    assert ordered[0] == "Sneaker"
    assert set(ordered[-2:]) == {"Trouser", "Dress"}


def test_the_images_are_those_of_zalando():
    if not ORIGINAL.is_dir():
        pytest.skip("the Debian package dataset-fashion-mnist is not installed")
    from resnet_lessons.instructor.datasets import read_idx

    shipped = data.fashion_mnist()
    images = read_idx(ORIGINAL / "t10k-images-idx3-ubyte.gz")
    labels = read_idx(ORIGINAL / "t10k-labels-idx1-ubyte.gz")
    label_of = {
        image.tobytes(): label for image, label in zip(images, labels.tolist(), strict=True)
    }
    for index in range(0, 1000, 50):
        assert label_of[shipped.test_images[index].tobytes()] == shipped.test_labels[index]


def test_arrays_can_be_shared_because_nobody_can_write_to_them():
    for array in [*arrays_of(data.fashion_mnist()), data.photograph()]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.fashion_mnist().name = "mine"


def test_a_second_call_costs_nothing():
    assert data.fashion_mnist() is data.fashion_mnist()
    assert data.photograph() is data.photograph()


def test_a_set_shown_in_a_cell_is_one_line():
    assert repr(data.fashion_mnist()) == (
        "ImageSet(Fashion-MNIST, shipped part: 6,000 training and 1,000 test images "
        "of 28 × 28 × 1, 10 classes)"
    )


def test_photograph_is_in_colour():
    photograph = data.photograph()
    assert photograph.shape == (600, 512, 3)
    assert photograph.dtype == np.uint8
    red, green, blue = np.moveaxis(photograph.astype(int), -1, 0)
    assert min(abs(red - green).mean(), abs(green - blue).mean(), abs(red - blue).mean()) > 5
    sky = photograph[50:150, 400:500].reshape(-1, 3).mean(axis=0)
    assert sky.argmax() == 2, "the wall behind her is blue: red and blue are exchanged"


# A JPEG carries no checksum, so a changed one cannot be told from a whole one.
@pytest.mark.parametrize(
    ("name", "content"),
    [
        *[("photograph.jpg", content) for content in (None, b"", b"not a picture", "cut")],
        *[("fashion_mnist.npz", content) for content in (None, b"", b"not an archive", "cut")],
        ("fashion_mnist.npz", "changed"),
    ],
)
def test_a_damaged_file_says_what_to_do(name, content, tmp_path, monkeypatch, empty_caches):
    whole = (data._ASSETS / name).read_bytes()
    if content == "cut":
        content = whole[: len(whole) // 2]
    if content == "changed":
        middle = len(whole) // 2
        content = whole[:middle] + bytes(100) + whole[middle + 100 :]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(data, "_ASSETS", tmp_path)
    load = data.fashion_mnist if name == "fashion_mnist.npz" else data.photograph
    with pytest.raises(RuntimeError, match=r"missing or damaged.*Install resnet_lessons again"):
        load()


@pytest.mark.parametrize("name", ["fashion_mnist", "photograph"])
def test_every_asset_has_its_licence_beside_it(name):
    licence = (data._ASSETS / f"{name}.LICENSE.txt").read_text(encoding="utf-8")
    expected = {"fashion_mnist": "2017 Zalando SE", "photograph": "public domain"}
    assert expected[name] in licence


def test_importing_loads_neither_tensorflow_nor_matplotlib():
    program = (
        "import sys, resnet_lessons.data.images as data; data.fashion_mnist(); data.photograph(); "
        "print({'tensorflow', 'keras', 'matplotlib'} & set(sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert finished.stdout.strip() == "set()", finished.stderr


def test_scaling_keeps_shape_and_ends_at_one():
    images = np.array([[0, 128, 255]], dtype="uint8")
    np.testing.assert_allclose(data.scaled(images), [[0, 128 / 255, 1]], rtol=1e-6)
    assert data.scaled(images).dtype == np.float32
