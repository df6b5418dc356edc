"""A student's own network learns: whose answers it needs, what is told when it cannot, what stays."""

import json
import time
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.recorded_runs import RECORDED
from resnet_lessons.display import Message
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.student import learn as learning
from resnet_lessons.student import passed_answers
from resnet_lessons.student.learn import TrainedRun, learn, recorded_run
from tests.support.soak import only_in_soak

CHAPTERS_2_TO_4 = (
    "pre_activation",
    "pre_activation_with_shortcut",
    "regular_block",
    "bottleneck_block",
    "block_layer",
    "build_resnet",
)
# Trainable parameters of ResNet-18 for 1,000 classes and colour images, from the course.
OF_THE_COURSE = 11_696_680


def keep(name, function):
    passed_answers._in_memory[name] = (function, False)


def solve(*names):
    for name in names:
        keep(name, compiled(without_markers(answer(name)), name))


def cut_out(*arguments, **named):
    raise NotImplementedError


@pytest.fixture
def as_a_student(monkeypatch):
    """The lessons without their answers, as a student has them."""
    for name in CHAPTERS_2_TO_4:
        monkeypatch.setattr(ResNetModel, name, cut_out)


def stop_after(steps):
    def report(done, total, what):
        report.told.append((done, total, what))
        if done == steps:
            raise KeyboardInterrupt

    report.told = []
    return report


def test_unsolved_the_recorded_run_comes_with_a_line(capsys):
    started = time.process_time()
    run = rl.learn()
    assert time.process_time() - started < 2
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.startswith(
        "This is the lessons' recorded run. To train your own network, solve "
    )
    assert all(name in printed for name in CHAPTERS_2_TO_4 if name != "bottleneck_block")
    assert "bottleneck_block" not in printed
    assert run.whose == "the lessons'" and run.network is None


def test_it_reads_the_same_where_the_answers_are_cut_out(capsys, as_a_student):
    rl.learn()
    printed = capsys.readouterr().out
    assert "solve pre_activation, pre_activation_with_shortcut, regular_block, block_layer, " in (
        printed
    )


def test_a_deeper_network_needs_the_other_block(capsys):
    rl.learn(num_layers=50)
    printed = capsys.readouterr().out
    assert "bottleneck_block" in printed and "regular_block" not in printed


def test_one_answer_short_names_that_one(capsys, as_a_student):
    solve(*(name for name in CHAPTERS_2_TO_4 if name != "block_layer"))
    assert rl.learn().network is None
    assert capsys.readouterr().out.endswith("solve block_layer.\n")


def test_the_lessons_earlier_answers_stand_in_where_they_are(monkeypatch):
    solve("build_resnet")
    assert learning._missing(18) == ()
    monkeypatch.setattr(ResNetModel, "regular_block", cut_out)
    assert "regular_block" in learning._missing(18)
    assert learning._missing(50) == ()


def test_the_recorded_run_is_whole():
    run = recorded_run()
    facts = json.loads((RECORDED / "own_resnet18.json").read_text())
    assert isinstance(run, TrainedRun) and run.complete
    assert run.epochs == learning.EPOCHS == len(run.test_accuracy) == len(run.training_accuracy)
    assert run.losses.shape == (run.epochs * (6000 // 64),)
    assert all(
        np.isfinite(array).all()
        for array in (run.losses, run.training_accuracy, run.test_accuracy, run.test_logits)
    )
    assert run.test_logits.shape == (1000, 10) and run.test_logits.dtype == np.float32
    np.testing.assert_array_equal(run.test_labels, fashion_mnist().test_labels)
    assert run.class_names == fashion_mnist().class_names
    assert run.accuracy == pytest.approx(facts["test_accuracy"], abs=1e-4)
    assert run.test_accuracy[-1] == pytest.approx(run.accuracy, abs=1e-6)
    assert run.accuracy >= 0.85
    assert {"command", "seed", "processor_seconds", "keras", "tensorflow"} <= set(facts)


def test_the_parameters_are_those_of_the_course_less_classes_and_colours():
    fewer = 990 * 513 + 2 * 7 * 7 * 64
    assert recorded_run().parameters == OF_THE_COURSE - fewer


@pytest.mark.trains
def test_interrupted_the_students_network_keeps_what_it_learnt(capsys, as_a_student):
    solve(*CHAPTERS_2_TO_4)
    report = stop_after(2)
    run = rl.learn(epochs=3, report=report)
    assert [done for done, _, _ in report.told] == [0, 1, 2, 2]
    assert {total for _, total, _ in report.told} == {279}
    assert report.told[0][2] == "the first step, which takes longest"
    assert report.told[-2][2].startswith("epoch 1 of 3: loss ")
    assert report.told[-1][2] == "measuring what was kept"
    assert run.whose == "yours" and not run.complete and run.epochs == 3
    assert np.isfinite(run.losses).sum() == 2 and run.losses.shape == (279,)
    assert np.isnan(run.training_accuracy).all() and np.isnan(run.test_accuracy).all()
    assert np.isfinite(run.test_logits).all()
    assert run.parameters == recorded_run().parameters
    assert isinstance(run.network, keras.Model)
    printed = capsys.readouterr().out
    assert "Yours: pre_activation, pre_activation_with_shortcut, regular_block" in printed
    facts = f"{run.parameters:,} parameters, stopped after 0 of 3 epochs"
    assert f"Your ResNet-18, {facts}" in printed


def test_stopped_before_the_first_step_the_recorded_run_comes(capsys, monkeypatch):
    def interrupted(*arguments, **named):
        raise KeyboardInterrupt

    solve(*CHAPTERS_2_TO_4)
    monkeypatch.setattr(learning, "my_network", interrupted)
    assert rl.learn().network is None
    assert "Stopped before the first step: nothing was learnt. What follows is the lessons'" in (
        capsys.readouterr().out
    )


@pytest.mark.trains
def test_stopped_where_nothing_can_be_kept_no_one_says_that_nothing_was_learnt(capsys, monkeypatch):
    def interrupted_twice(model, num_layers, epochs, seed, whose, watch, bookmark):
        ongoing = SimpleNamespace(done=0, total=9, what="")
        watch(ongoing)
        ongoing.done = 5
        raise KeyboardInterrupt

    solve(*CHAPTERS_2_TO_4)
    monkeypatch.setattr(learning, "train_watched", interrupted_twice)
    assert rl.learn(report=lambda *facts: None).network is None
    printed = capsys.readouterr().out
    assert "Stopped again before what was learnt could be kept. What follows" in printed
    assert "nothing was learnt" not in printed


@pytest.mark.builds
@pytest.mark.parametrize(
    ("name", "function", "sentence"),
    [
        ("build_resnet", lambda self, inputs, is_training: None, "This network cannot be built: "),
        ("block_layer", lambda *arguments: 1 / 0, "cannot be built: division by zero."),
        (
            "build_resnet",
            lambda self, inputs, is_training: keras.layers.Flatten()(inputs),
            "it returns (None, 784), and (None, 10) is needed",
        ),
        (
            "build_resnet",
            lambda self, inputs, is_training: (
                keras.layers.Dense(10)(keras.layers.Flatten()(inputs)) / 0.0
            ),
            "loss is no longer a number at step 1",
        ),
    ],
)
def test_a_broken_network_is_told_in_a_sentence(capsys, name, function, sentence):
    solve(*CHAPTERS_2_TO_4)
    keep(name, function)
    run = rl.learn()
    assert run.whose == "the lessons'"
    printed = capsys.readouterr().out
    assert sentence in printed
    assert "What follows is the lessons' recorded run.\n" in printed
    assert ".." not in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"num_layers": 19}, "num_layers is 19; it must be one of 18, 34"),
        ({"num_layers": [18]}, r"num_layers is [18]; it must be one of"),
        ({"epochs": 0}, "epochs is 0; it is a whole number from 1 to 1,000."),
        ({"epochs": 10**9}, "epochs is 1000000000; it is a whole number from 1 to 1,000."),
        ({"epochs": 2.5}, "epochs is 2.5"),
        ({"epochs": True}, "epochs is True"),
        ({"seed": -1}, "seed is -1"),
        (
            {"report": True},
            "report is True; it must be a function that is called after each step, or None.",
        ),
    ],
)
def test_impossible_arguments_are_explained(arguments, sentence):
    message = learn(**arguments)
    assert isinstance(message, Message)
    assert sentence in repr(message)


@only_in_soak
def test_the_short_form_learns_garments(capsys, monkeypatch, as_a_student):
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "1")
    solve(*CHAPTERS_2_TO_4)
    run = rl.learn()
    assert run.shortened and run.complete
    assert run.losses.shape == (6 * 9,)
    # 0.71 was measured; a tenth of the steps and chance at 0.1.
    assert run.accuracy > 0.55
    assert capsys.readouterr().out.count("epoch") == 7


@only_in_soak
def test_from_the_answers_of_chapters_2_to_4_to_a_network_that_knows_garments(
    as_a_student, tmp_path, monkeypatch
):
    monkeypatch.delenv("RESNET_LESSONS_QUICK", raising=False)
    monkeypatch.setenv("RESNET_LESSONS_NETWORKS", str(tmp_path))
    solve(*CHAPTERS_2_TO_4)
    started = time.process_time()
    run = rl.learn()
    print(f"{time.process_time() - started:.0f} s of the processor: {run!r}")
    assert run.complete and run.accuracy >= 0.85
    assert "Kept in" in repr(rl.save_network(run))
    images = fashion_mnist().test_images
    said = rl.predict(rl.load_network(), images)
    truth = np.array(run.class_names)[run.test_labels]
    assert np.mean(np.array(said.names) == truth) == pytest.approx(run.accuracy, abs=0.002)
