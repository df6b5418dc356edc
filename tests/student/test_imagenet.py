"""The large network is used when it is there, fetched when asked, and explained when neither."""

import hashlib
import http.server
import threading

import keras
import numpy as np
import pytest
from keras.src.applications import imagenet_utils, resnet

import resnet_lessons as rl
from resnet_lessons.data import online
from resnet_lessons.display import Message
from resnet_lessons.student import imagenet
from resnet_lessons.student.imagenet import residual_activations

NAMES = tuple(f"class {number}" for number in range(1000))


@pytest.fixture(autouse=True)
def keras_home(tmp_path, monkeypatch):
    """An empty folder where Keras would keep its models."""
    home = tmp_path / "keras"
    monkeypatch.setattr(online, "keras_folders", lambda: (home, tmp_path / "shared"))
    monkeypatch.setenv("no_proxy", "*")
    return home


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return keras.applications.ResNet50V2(weights=None)


@pytest.fixture
def server(tmp_path):
    """A server of one small file: (the `_File`, what it answered to)."""
    content, asked = b"weights" * 1000, []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append("GET")
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        digest = hashlib.md5(content).hexdigest()
        yield (
            imagenet._File("small.h5", f"http://127.0.0.1:{serving.server_port}/small.h5", digest),
            asked,
        )
        serving.shutdown()


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def test_unasked_no_server_is_asked(monkeypatch, keras_home):
    monkeypatch.setattr(keras.utils, "get_file", lambda *_, **__: pytest.fail("asked a server"))
    answer = residual_activations()
    assert isinstance(answer, Message)
    assert "residual_activations(download=True)" in answer.text
    assert "98 MB" in answer.text
    assert "Nothing else in the lessons needs it" in answer.text
    assert files_in(keras_home) == []


@pytest.mark.parametrize(
    "error",
    [
        OSError("Name or service not known"),
        TimeoutError("no answer within 20 seconds"),
        Exception("URL fetch failure on https://somewhere: None -- Connection refused"),
    ],
)
def test_offline_it_says_so_and_writes_nothing(error, monkeypatch, keras_home):
    def refuse(*arguments, **settings):
        raise error

    monkeypatch.setattr(keras.utils, "get_file", refuse)
    answer = residual_activations(download=True)
    assert isinstance(answer, Message)
    assert "could not be fetched" in answer.text
    assert str(error).rpartition(" -- ")[2] in answer.text
    assert files_in(keras_home) == []


def test_a_server_that_is_gone_is_a_message(monkeypatch, keras_home):
    gone = imagenet._File("small.h5", "http://127.0.0.1:9/small.h5", "0" * 32)
    monkeypatch.setattr(imagenet, "_FILES", (gone,))
    assert "could not be fetched" in residual_activations(download=True).text
    # The folder that Keras makes first; no file is in it.
    assert files_in(keras_home) == ["models"]


def test_a_file_comes_whole(server, monkeypatch, keras_home, capsys):
    file, asked = server
    monkeypatch.setattr(imagenet, "_FILES", (file,))
    monkeypatch.setattr(imagenet, "_load", lambda: (_ for _ in ()).throw(KeyError("not a network")))
    residual_activations(download=True)
    assert files_in(keras_home) == ["models", "small.h5"]
    assert imagenet._found(file) == keras_home / "models" / "small.h5"
    assert asked == ["GET"]
    residual_activations(download=True)
    assert asked == ["GET"]


def test_a_damaged_download_counts_as_none(server, monkeypatch, keras_home, capsys):
    file, asked = server
    damaged = imagenet._File(file.name, file.address, "0" * 32)
    monkeypatch.setattr(imagenet, "_FILES", (damaged,))
    for times in (1, 2):
        answer = residual_activations(download=True)
        assert isinstance(answer, Message)
        assert imagenet._found(damaged) is None
        assert asked == times * ["GET"]
    assert "not on this machine" in residual_activations().text


def test_a_half_written_file_of_before_is_fetched_again(server, monkeypatch, keras_home, capsys):
    file, asked = server
    monkeypatch.setattr(imagenet, "_FILES", (file,))
    (keras_home / "models").mkdir(parents=True)
    (keras_home / "models" / file.name).write_bytes(b"weigh")
    assert "not on this machine" in residual_activations().text
    residual_activations(download=True)
    assert asked == ["GET"]
    assert imagenet._found(file)


def test_the_files_are_those_that_keras_offers():
    weights, names = imagenet._FILES
    assert weights.address == resnet.BASE_WEIGHTS_PATH + weights.name
    assert weights.md5 == resnet.WEIGHTS_HASHES["resnet50v2"][0]
    assert names.address == imagenet_utils.CLASS_INDEX_PATH
    assert names.name == names.address.rpartition("/")[2]


@pytest.mark.builds
def test_both_paths_of_every_block_are_measured(network):
    found = residual_activations(load=lambda: (network, NAMES))
    sizes = rl.depths.BLOCK_LAYER_SIZES[50]
    assert found.names == tuple(
        f"block_layer{layer}_bottleneck_block{block}"
        for layer, size in enumerate(sizes, start=1)
        for block in range(size)
    )
    image = rl.ResNetModel(256, 224, 50, 1000).preprocess(rl.data.photograph(), False)
    pixels = 2 * np.asarray(image)[None] - 1
    paths = keras.Model(network.inputs, network.get_layer("conv3_block2_out").input)
    shortcut, branch = map(np.asarray, paths([pixels], training=False))
    place = found.names.index("block_layer2_bottleneck_block1")
    assert found.shortcut_norms[place] == pytest.approx(np.sqrt((shortcut**2).sum()), rel=1e-4)
    assert found.branch_norms[place] == pytest.approx(np.sqrt((branch**2).sum()), rel=1e-4)
    assert found.ratios.shape == (16, 1)
    probabilities = np.asarray(network(pixels, training=False))[0]
    best = int(probabilities.argmax())
    assert found.predictions[0] == (NAMES[best], pytest.approx(probabilities[best], rel=1e-3))
    shares = [share for _, share in found.predictions]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 5


@pytest.mark.builds
def test_text_html_and_figure_show_it(network):
    found = residual_activations(load=lambda: (network, NAMES))
    assert repr(found).count("\n") == 2 + len(found.names)
    assert found._repr_html_().count("<tr>") == 1 + len(found.names)
    assert found.predictions[0][0] in repr(found)
    assert rl.figures.branch_profile(found.names, found.ratios).alt_text


@pytest.mark.parametrize(
    "load",
    [
        lambda: (_ for _ in ()).throw(ValueError("the file is damaged")),
        lambda: None,
        lambda: (keras.Sequential([keras.Input((224, 224, 3))]), NAMES),
        3,
    ],
)
def test_a_loader_that_fails_is_a_message(load):
    answer = residual_activations(load=load)
    assert isinstance(answer, Message)
    assert answer.text.endswith("Nothing else in the lessons needs it.")


@pytest.mark.builds
def test_too_few_names_are_a_message(network):
    assert isinstance(residual_activations(load=lambda: (network, ())), Message)
