"""The palette is readable in both themes, and by colour-blind readers."""

import itertools
import threading

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from resnet_lessons.figures import tones
from resnet_lessons.figures.tones import THEMES, theme
from tests.figures.color_vision import CLOSE_IN_LIGHT, MATRICES, VISIONS, distance, linear, seen_by
from tests.figures.overlap import CONTRAST, contrast

TONES = {name: tone for name, tone in vars(tones).items() if isinstance(tone, tones.Tone)}
LINE_CONTRAST = 3  # WCAG 2.2, success criterion 1.4.11
# Okabe and Ito's orange and sky blue are 2.3 to 1 on white; darker ones would be brown and the
# shortcut's blue. The figures draw them thick, or around a box with words in it.
FAINT_ON_WHITE = {"BRANCH", "BRANCH_LIGHT", "INPUT"}
# CIELAB: about ten times what is just noticeable side by side.
APART = 20


@pytest.fixture(params=THEMES)
def in_theme(request):
    with theme(request.param):
        yield request.param


def test_a_theme_ends_where_it_should():
    light = tones.SHORTCUT.line, tones.ink(), tones.paper(), tones.diverging().name
    with theme("dark"):
        dark = tones.SHORTCUT.line, tones.ink(), tones.paper(), tones.diverging().name
        with theme("light"):
            assert (tones.SHORTCUT.line, tones.ink()) == light[:2]
        assert tones.SHORTCUT.line == dark[0]
        with pytest.raises(RuntimeError), theme("light"):
            raise RuntimeError
        assert tones.current_theme() == "dark"
    assert not set(light) & set(dark)
    assert tones.SHORTCUT.line == light[0]


def test_another_thread_keeps_its_theme():
    seen = []
    with theme("dark"):
        thread = threading.Thread(target=lambda: seen.append(tones.current_theme()))
        thread.start()
        thread.join()
    assert seen == ["light"]


@pytest.mark.parametrize("name", ["", "Dark", "sepia", None])
def test_another_theme_is_refused(name):
    with pytest.raises(ValueError, match="light, dark"), theme(name):
        pass
    assert tones.current_theme() == "light"


@pytest.mark.parametrize("name", TONES)
def test_ink_stands_out(in_theme, name):
    tone = TONES[name]
    assert contrast(tone.ink, tones.paper()) >= CONTRAST
    assert contrast(tone.ink, tone.fill) >= CONTRAST
    assert contrast(tones.ink(), tone.fill) >= CONTRAST


def test_plain_ink_stands_out_even_more(in_theme):
    assert contrast(tones.ink(), tones.paper()) >= 7
    assert contrast(tones.ink(), tones.outside()) >= CONTRAST


def test_lines_stand_out_but_for_two_hues_on_white(in_theme):
    faint = {
        name for name, tone in TONES.items() if contrast(tone.line, tones.paper()) < LINE_CONTRAST
    }
    assert faint == (FAINT_ON_WHITE if in_theme == "light" else set())


def nearest(one, other):
    """How far apart two colours look to the reader to whom they look most alike."""
    return min(distance(seen_by(v, to_rgb(one)), seen_by(v, to_rgb(other))) for v in VISIONS)


def test_tones_are_told_apart_whatever_colours_one_sees(in_theme):
    distances = {
        pair: nearest(TONES[pair[0]].line, TONES[pair[1]].line)
        for pair in itertools.combinations(sorted(TONES, key=list(TONES).index), 2)
    }
    close = {tuple(sorted(pair)) for pair, apart in distances.items() if apart < APART}
    expected = CLOSE_IN_LIGHT if in_theme == "light" else set()
    assert close == {tuple(sorted(pair)) for pair in expected}
    assert min(distances.values()) > APART / 2


def test_the_diverging_map_has_the_papers_colour_at_zero(in_theme):
    middle = tones.diverging()(0.5)[:3]
    # matplotlib's own light map turns at #F7F7F7.
    assert distance(middle, to_rgb(tones.paper())) < 5


@pytest.mark.parametrize("vision", VISIONS)
def test_the_diverging_map_keeps_its_order_and_its_sides(in_theme, vision):
    places = np.linspace(0, 0.5, 9)
    below, above = (
        seen_by(vision, tones.diverging()(0.5 + side * places)[:, :3]) for side in (-1, 1)
    )
    for side in (below, above):
        steps = np.diff(linear(side) @ [0.2126, 0.7152, 0.0722])
        assert (steps < 0).all() if in_theme == "light" else (steps > 0).all()
    apart = [distance(one, other) for one, other in zip(below[2:], above[2:], strict=True)]
    assert min(apart) > APART


@pytest.mark.parametrize("vision", MATRICES)
def test_the_simulation_keeps_greys_and_merges_what_it_should(vision):
    greys = np.linspace(0, 1, 5)[:, None] * np.ones(3)
    np.testing.assert_allclose(seen_by(vision, greys), greys, atol=1e-5)
    red, green = (0.8, 0.3, 0.2), (0.45, 0.5, 0.15)
    blue, teal = (0.0, 0.45, 0.70), (0.0, 0.55, 0.55)
    confused = (blue, teal) if vision == "tritanopia" else (red, green)
    assert distance(*(seen_by(vision, each) for each in confused)) < distance(*confused) / 2


def test_distances_are_those_of_cielab():
    # Lindbloom's figures for the primaries of sRGB under its white, D65.
    assert distance((1, 1, 1), (0, 0, 0)) == pytest.approx(100)
    red, green = (53.2408, 80.0925, 67.2032), (87.7347, -86.1827, 83.1793)
    expected = np.linalg.norm(np.subtract(red, green))
    assert distance((1, 0, 0), (0, 1, 0)) == pytest.approx(expected, abs=0.05)
