"""What chapter 0 says in words, and what its learner meets: a diagnosis, a hint, a pass."""

import re

import resnet_lessons as rl
from resnet_lessons import figures
from resnet_lessons.course.answers.counting import warm_up
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.student import hints
from resnet_lessons.widgets import explorables
from resnet_lessons.widgets.explorables.explorable import arrays_of

TEXT = " ".join((SOURCES / "00_start_here.py").read_text().replace("\n# ", " ").split())


def first_try(height, width, channels):
    return height // 2, width // 2, channels


def test_the_example_is_right():
    assert "`warm_up(56, 56, 64)` should return `28, 28, 128`" in TEXT
    assert warm_up(56, 56, 64) == (28, 28, 128)


def test_the_step_happens_between_all_block_layers_of_resnet_18():
    shapes = [layer.output_shape for layer in network_anatomy(18).block_layers]
    assert [warm_up(*shape) for shape in shapes[:-1]] == shapes[1:]


def test_a_step_leaves_a_quarter_of_the_positions_and_half_of_the_numbers():
    """The question of section 0.2."""
    height, width, channels = warm_up(56, 56, 64)
    assert 4 * height * width == 56 * 56
    assert channels == 2 * 64
    assert 2 * height * width * channels == 56 * 56 * 64


def test_a_figure_stands_in_for_each_program_of_the_browser():
    """Section 0.4, for whoever only reads the stored notebooks."""
    assert "three programs (in sections 1.2, 1.7 and 5.1 to 5.3)" in TEXT
    assert "in sections 1.2 and 1.7 the first figure of section 5.5" in TEXT
    assert "in 5.1 and 5.2 a figure that the section has shown already, and in 5.3 what was" in TEXT
    calls = [
        (path.name[:2], name, *filter(None, [compared]))
        for path in sorted(SOURCES.glob("*.py"))
        for name, compared in re.findall(r'rl\.widgets\.(\w+)\((?:"(\w+)")?\)', path.read_text())
        if name in explorables.__all__
    ]
    assert calls == [
        ("01", "playground", "depths"),
        ("01", "playground"),
        ("05", "mixing_desk"),
        ("05", "unfold"),
        ("05", "playground", "gradients"),
    ]
    degradation = figures.degradation_by_depth(rl.experiments.recorded("degradation")[0])
    learnt = arrays_of("playground")
    standing_in = (
        degradation,
        degradation,
        figures.lesions(rl.experiments.recorded("lesion")[0], "dropped"),
        figures.path_lengths(rl.experiments.recorded("path_lengths")[0]),
        figures.learnt_agreement(learnt["agreement"], int(learnt["steps"])),
    )
    for (_, name, *compared), figure in zip(calls, standing_in, strict=True):
        assert repr(getattr(rl.widgets, name)(*compared)) == figure.alt_text


def test_the_wrong_answer_meets_its_diagnosis():
    result = rl.check("warm_up", first_try)
    assert (result.verdict, result.diagnosis) == ("failed", "channels_left_alone")
    assert [label for label, _ in result.details] == [
        "What was seen", "Expected", "Why it matters", "Look at", "Where",
    ]  # fmt: skip


def test_three_hints_and_then_the_first_again(monkeypatch):
    monkeypatch.setattr(hints, "_next_rung", {})
    texts = [rl.hint("warm_up").text for _ in range(4)]
    assert len(set(texts)) == 3
    assert texts[3] == texts[0]


def test_a_pass_is_worth_no_points_and_is_kept(answers_folder):
    result = rl.check("warm_up", first_try)
    assert "worth no points" in repr(result)
    result = rl.check("warm_up", warm_up)
    assert (result.verdict, result.points, result.max_points) == ("passed", 0, 0)
    assert (answers_folder / "warm_up.py").is_file()
    assert rl.progress().passed == ("warm_up",)
    assert rl.progress().points == 0
    rl.check("warm_up", first_try)
    assert rl.progress().passed == ("warm_up",)
    assert repr(rl.reset("warm_up")) == "Forgotten: warm_up."
    assert rl.progress().passed == ()


def test_every_other_exercise_is_worth_something():
    assert [name for name, exercise in EXERCISES.items() if not exercise.points] == ["warm_up"]


def test_it_looks_around():
    found = rl.look_around()
    assert "All is well" in repr(found)
    assert "my_answers/, beside the notebooks" in repr(found)
    page = found._repr_html_()
    assert page.count("<tr>") == len(found.found)
    for name in ("tensorflow", "device", "images", "answer keys", "sandbox"):
        assert name in repr(found)
        assert name in page


def test_every_exercise_but_the_one_to_mend_has_three_hints():
    assert "Nearly every exercise has three hints" in TEXT
    without = [name for name, exercise in EXERCISES.items() if len(exercise.hints) != 3]
    assert without == ["mended_network"]
