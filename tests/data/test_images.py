import dataclasses
import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.data import images as data
from tests.support.soak import some

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


@pytest.fixture
def online(monkeypatch):
    monkeypatch.setattr(data, "_wait_for_answer", lambda address: None)


@pytest.fixture
def keras_returns(online, monkeypatch):
    """Makes `keras.datasets` return arrays, or raise an exception, in place of downloading."""
    import keras

    def use(name, outcome):
        def load_data():
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", load_data)

    return use


# The shipped images


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


# The full sets, online


def test_download_of_fashion_mnist_has_the_same_conventions(keras_returns):
    images = np.arange(6 * 28 * 28, dtype=np.uint8).reshape(6, 28, 28)
    labels = np.arange(6, dtype=np.uint8)
    keras_returns("fashion_mnist", ((images, labels), (images[:2], labels[:2])))
    downloaded = data.download("fashion_mnist")
    assert downloaded.name == "Fashion-MNIST"
    assert downloaded.train_images.shape == (6, 28, 28, 1)
    assert downloaded.test_images.shape == (2, 28, 28, 1)
    np.testing.assert_array_equal(downloaded.train_images[..., 0], images)
    assert downloaded.train_labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert downloaded.train_labels.dtype == np.int64
    assert downloaded.class_names == data.fashion_mnist().class_names
    assert not any(array.flags.writeable for array in arrays_of(downloaded))


@pytest.mark.parametrize("channels_first", [False, True])
def test_download_of_cifar10_is_channels_last_with_flat_labels(keras_returns, channels_first):
    images = np.arange(4 * 32 * 32 * 3).astype(np.uint8).reshape(4, 32, 32, 3)
    labels = np.array([[3], [8], [0], [9]], np.uint8)
    returned = images.transpose(0, 3, 1, 2) if channels_first else images
    keras_returns("cifar10", ((returned, labels), (returned[:1], labels[:1])))
    downloaded = data.download("cifar10")
    assert downloaded.name == "CIFAR-10"
    np.testing.assert_array_equal(downloaded.train_images, images)
    assert downloaded.train_labels.tolist() == [3, 8, 0, 9]
    assert downloaded.test_labels.shape == (1,)
    assert [downloaded.class_names[label] for label in (0, 3, 8)] == ["airplane", "cat", "ship"]
    assert not any(array.flags.writeable for array in arrays_of(downloaded))


def test_a_set_that_is_on_this_machine_needs_no_connection(keras_returns, tmp_path, monkeypatch):
    images = np.zeros((1, 28, 28), np.uint8)
    keras_returns("fashion_mnist", ((images, [0]), (images, [0])))
    monkeypatch.setattr(data, "_wait_for_answer", lambda address: pytest.fail("asked a server"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    cached = tmp_path / "datasets" / "fashion-mnist" / "t10k-images-idx3-ubyte.gz"
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert len(data.download("fashion_mnist").train_images) == 1


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'imagenet'.*'fashion_mnist' and 'cifar10'"):
        data.download("imagenet")


# The full sets, offline


@pytest.mark.parametrize(
    "raised",
    [
        Exception("URL fetch failure on https://a: None -- [Errno -2] Name or service not known"),
        ConnectionResetError("Connection reset by peer"),
        TimeoutError("The read operation timed out"),
        http.client.IncompleteRead(b""),
    ],
)
@pytest.mark.parametrize("name", ["fashion_mnist", "cifar10"])
def test_offline_says_what_was_tried_and_what_to_use_instead(keras_returns, name, raised):
    keras_returns(name, raised)
    with pytest.raises(data.DataUnavailable) as caught:
        data.download(name)
    message = str(caught.value)
    assert "no connection to the internet" in message
    assert data._SOURCES[name].address in message
    assert "rl.data.fashion_mnist()" in message
    assert str(raised).rpartition(" -- ")[2] in message
    assert "URL fetch failure" not in message


@pytest.mark.parametrize(
    "raised",
    [
        gzip.BadGzipFile("Not a gzipped file (b'<!')"),
        EOFError("Compressed file ended before the end-of-stream marker was reached"),
        zlib.error("Error -3 while decompressing data"),
        ValueError("Incomplete or corrupted file detected."),
    ],
)
def test_a_damaged_download_is_not_called_a_missing_connection(keras_returns, raised):
    keras_returns("fashion_mnist", raised)
    with pytest.raises(data.DataUnavailable, match="damaged") as caught:
        data.download("fashion_mnist")
    assert "no connection to the internet" not in str(caught.value)
    assert "Delete the folder" in str(caught.value)


def test_a_programming_error_is_not_called_a_missing_connection(keras_returns):
    keras_returns("cifar10", KeyError("load"))
    with pytest.raises(KeyError):
        data.download("cifar10")


@pytest.mark.parametrize("before", [None, 7.5])
def test_the_time_out_of_sockets_is_put_back(keras_returns, before):
    keras_returns("cifar10", ConnectionResetError())
    original = socket.getdefaulttimeout()
    socket.setdefaulttimeout(before)
    try:
        with pytest.raises(data.DataUnavailable):
            data.download("cifar10")
        assert socket.getdefaulttimeout() == before
    finally:
        socket.setdefaulttimeout(original)


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(data, "_SECONDS_FOR_AN_ANSWER", 0.3)
    monkeypatch.setattr(data, "_SECONDS_FOR_A_CONNECTION", 1)
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(TimeoutError, match=r"no answer within 0\.3 seconds"):
            data._wait_for_answer(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize("name", some(["fashion_mnist", "cifar10"], 2))
def test_a_refused_connection_for_real(name, tmp_path):
    """Nobody listens at the proxy; first the question whether anyone answers meets that, then,
    with the question left out, Keras' own download."""
    program = f"""
import sys
from resnet_lessons import data
for _ in range(2):
    try:
        data.download({name!r})
    except data.DataUnavailable as error:
        print(error, end="\\n===\\n", file=sys.stderr)
    data._wait_for_answer = lambda address: None
"""
    closed = "http://127.0.0.1:9"
    environment = os.environ | {
        "KERAS_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "https_proxy": closed,
        "HTTPS_PROXY": closed,
        "no_proxy": "",
        "NO_PROXY": "",
    }
    finished = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.stderr.count("no connection to the internet") == 2, finished.stderr
    assert finished.stderr.count("refused") == 2, finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_notebook_shows_the_message_and_no_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("from resnet_lessons.data.images import DataUnavailable")
    shell.run_cell("raise DataUnavailable('there seems to be no connection')")
    shown = capsys.readouterr().out
    assert shown.strip() == "there seems to be no connection"
