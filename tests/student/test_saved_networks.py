"""Networks are kept whole, under names that tell finished from stopped, and come back the same."""

import os
import zipfile

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.display import Message
from resnet_lessons.instructor.exercises import programs
from resnet_lessons.student import passed_answers
from resnet_lessons.student.saved_networks import networks_folder
from tests.support.small_run import run_of, small


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RESNET_LESSONS_NETWORKS", str(tmp_path / "my_networks"))
    return tmp_path / "my_networks"


def test_a_finished_network_is_kept_and_comes_back(folder, capsys):
    network = small()
    message = rl.save_network(run_of(network))
    path = folder / "resnet18_garments.keras"
    assert repr(message) == f"Kept in {path}: {path.stat().st_size / 1e6:.1f} MB."
    images = scaled(fashion_mnist().test_images[:5])
    np.testing.assert_allclose(rl.load_network()(images), network(images), atol=1e-5)
    assert capsys.readouterr().out == f"Loaded {path}.\n"
    assert [each.name for each in folder.iterdir()] == [path.name]


@pytest.mark.builds
@pytest.mark.parametrize("changes", [{"complete": False}, {"shortened": True}])
def test_an_unfinished_network_never_takes_a_finished_ones_place(folder, changes):
    rl.save_network(run_of(small()))
    before = (folder / "resnet18_garments.keras").read_bytes()
    message = rl.save_network(run_of(small(seed=1), **changes))
    assert "resnet18_garments_unfinished.keras, a network that has not finished" in repr(message)
    assert (folder / "resnet18_garments.keras").read_bytes() == before
    loaded = rl.load_network()
    np.testing.assert_array_equal(loaded.get_weights()[0], small().get_weights()[0])
    unfinished = rl.load_network("resnet18_garments_unfinished")
    np.testing.assert_array_equal(unfinished.get_weights()[0], small(seed=1).get_weights()[0])


def test_without_a_finished_one_the_unfinished_one_is_loaded(capsys):
    rl.save_network(run_of(small(), complete=False))
    assert isinstance(rl.load_network(), keras.Model)
    assert "_unfinished.keras" in capsys.readouterr().out


@pytest.mark.builds
def test_the_last_one_kept_is_loaded(folder):
    rl.save_network(run_of(small()), "first")
    rl.save_network(run_of(small(seed=1)), "second")
    os.utime(folder / "first.keras", (1, 1))
    np.testing.assert_array_equal(
        rl.load_network().get_weights()[0], small(seed=1).get_weights()[0]
    )
    os.utime(folder / "second.keras", (0, 0))
    np.testing.assert_array_equal(rl.load_network().get_weights()[0], small().get_weights()[0])


def test_the_depth_is_in_the_name(folder):
    rl.save_network(run_of(small(), num_layers=34))
    assert (folder / "resnet34_garments.keras").is_file()


def test_beside_the_notebook_it_is_named_shortly(tmp_path, monkeypatch):
    monkeypatch.delenv("RESNET_LESSONS_NETWORKS")
    monkeypatch.chdir(tmp_path)
    assert networks_folder() == tmp_path / "my_networks"
    message = repr(rl.save_network(run_of(small()), "mine"))
    assert message.startswith(f"Kept in my_networks{os.sep}mine.keras: ")


def test_the_recorded_run_has_nothing_to_keep(folder):
    message = rl.save_network(run_of(None, whose="the lessons'"))
    assert repr(message).startswith("This is the lessons' recorded run, which holds no network")
    assert not folder.exists()


def test_what_is_no_run_is_told():
    assert "run = rl.learn()" in repr(rl.save_network(small()))
    assert repr(rl.save_network(Message("epochs is 0."))) == "epochs is 0."


@pytest.mark.parametrize(
    "name", ["", "a/b", "..", ".hidden", "../up", "a\\b", 3, "mine.keras", "mine_unfinished"]
)
def test_a_name_that_is_none_is_refused(folder, name):
    message = rl.save_network(run_of(small()), name)
    assert repr(message).startswith(f"name is {name!r}; ")
    assert not folder.exists()


@pytest.mark.parametrize("name", ["", "../up", "mine.keras", 3])
def test_a_name_that_is_none_is_not_loaded(name):
    assert repr(rl.load_network(name)).startswith(f"name is {name!r}; ")


def test_a_folder_that_cannot_be_written_is_told(folder):
    folder.write_text("a file")
    message = repr(rl.save_network(run_of(small())))
    assert message.startswith(f"{folder / 'resnet18_garments.keras'} cannot be written (")


def test_stopped_while_it_is_written_the_old_one_stays(folder, monkeypatch):
    rl.save_network(run_of(small()))
    before = (folder / "resnet18_garments.keras").read_bytes()

    def interrupted(source, file):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.copyfileobj", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rl.save_network(run_of(small(seed=1)))
    monkeypatch.undo()
    assert [path.read_bytes() for path in folder.iterdir()] == [before]


def test_nothing_kept_says_what_to_do():
    assert repr(rl.load_network()).startswith("No network has been kept here yet: ")
    assert repr(rl.load_network("mine")).startswith("No network called mine has been kept")


def test_asked_for_by_its_name_the_unfinished_one_is_named():
    rl.save_network(run_of(small(), complete=False), "mine")
    message = repr(rl.load_network("mine"))
    assert message.startswith("No finished network called mine has been kept here yet, but an unf")
    assert "rl.load_network('mine_unfinished') loads it." in message
    assert isinstance(rl.load_network("mine_unfinished"), keras.Model)
    assert "called other has been kept here yet: " in repr(rl.load_network("other"))


@pytest.mark.parametrize("name", [None, "good"])
def test_what_is_no_network_does_not_stand_in_the_way(folder, name):
    rl.save_network(run_of(small()), "good")
    os.utime(folder / "good.keras", (1, 1))
    (folder / "dangling.keras").symlink_to(folder / "nowhere")
    (folder / "circle.keras").symlink_to(folder / "circle.keras")
    (folder / "folder.keras").mkdir()
    (folder / "._good.keras").write_bytes(b"facts about the file")
    assert isinstance(rl.load_network(name), keras.Model)


def test_of_nothing_but_such_there_is_none(folder):
    folder.mkdir()
    (folder / "mine.keras").symlink_to(folder / "nowhere")
    (folder / "other.keras").mkdir()
    assert repr(rl.load_network()).startswith("No network has been kept here yet: ")
    assert repr(rl.load_network("mine")).startswith("No network called mine has been kept")


@pytest.mark.builds
def test_a_file_that_vanishes_meanwhile_is_left_out(folder, monkeypatch):
    rl.save_network(run_of(small()), "good")
    rl.save_network(run_of(small(seed=1)), "vanishing")
    found = list(folder.glob("*.keras"))
    monkeypatch.setattr("pathlib.Path.glob", lambda *arguments: iter(found))
    (folder / "vanishing.keras").unlink()
    np.testing.assert_array_equal(rl.load_network().get_weights()[0], small().get_weights()[0])


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_file_is_told(folder, content):
    folder.mkdir()
    (folder / "mine.keras").write_bytes(content)
    message = repr(rl.load_network())
    assert message.startswith(f"{folder / 'mine.keras'} cannot be loaded: ")
    assert "\n" not in message


def test_a_file_cut_short_is_told(folder):
    rl.save_network(run_of(small()))
    path = folder / "resnet18_garments.keras"
    path.write_bytes(path.read_bytes()[:2000])
    assert "cannot be loaded: " in repr(rl.load_network())


def test_a_foreign_program_is_not_run(folder, tmp_path):
    images = keras.Input((28, 28, 1))
    ran = str(tmp_path / "ran")
    outputs = keras.layers.Lambda(lambda x: (open(ran, "w").close(), x)[1])(images)
    folder.mkdir()
    keras.Model(images, outputs).save(folder / "foreign.keras")
    os.unlink(ran)
    assert "cannot be loaded: " in repr(rl.load_network())
    assert not os.path.exists(ran)


@pytest.mark.builds
def test_a_network_with_the_students_own_layers_comes_back(folder, capsys):
    own = programs.right("pre_activation")["own_layer"]
    passed_answers._in_memory["pre_activation"] = (own, False)
    network = rl.my_network(image_size=28, channels=1)
    for weight in network.weights:
        weight.assign(weight + 0.01)
    rl.save_network(run_of(network))
    with zipfile.ZipFile(folder / "resnet18_garments.keras") as archive:
        assert type(network.layers[3]).__module__ not in ("", "keras")
        assert "config.json" in archive.namelist()
    capsys.readouterr()
    loaded = rl.load_network()
    assert isinstance(loaded, keras.Model), loaded
    path = folder / "resnet18_garments.keras"
    assert capsys.readouterr().out == (
        f"Loaded {path} into the network of your answers as they are now.\n"
    )
    images = scaled(fashion_mnist().test_images[:3])
    np.testing.assert_allclose(loaded(images), network(images), atol=1e-4)


def test_a_file_without_weights_is_told_and_nothing_is_said_of_answers(folder, capsys):
    folder.mkdir()
    with zipfile.ZipFile(folder / "mine.keras", "w") as archive:
        archive.writestr("config.json", '{"config": {"name": "resnet18"}}')
    assert "mine.keras cannot be loaded: " in repr(rl.load_network())
    assert capsys.readouterr().out == ""
