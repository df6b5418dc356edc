"""Every figure of the package has a sample, and each is readable in both themes."""

import pytest
from matplotlib.colors import to_hex
from matplotlib.legend import Legend

from resnet_lessons import figures
from resnet_lessons.figures import tones
from tests.figures.artist_colors import colors
from tests.figures.color_vision import CLOSE_IN_LIGHT
from tests.figures.overlap import assert_readable_as_drawn, drawn_texts
from tests.figures.samples import SAMPLES
from tests.support.soak import some

TONES = {name: tone for name, tone in vars(tones).items() if isinstance(tone, tones.Tone)}


def test_every_figure_of_the_package_has_a_sample():
    drawing = {name for name in figures.__all__ if hasattr(getattr(figures, name), "__wrapped__")}
    assert len(drawing) >= 20
    assert drawing - {name.split(":")[0] for name in SAMPLES} == set()


@pytest.mark.draws
@pytest.mark.parametrize("name", some(SAMPLES, 2))
def test_a_sample_is_readable_in_both_themes_whatever_colours_one_sees(name):
    figure = SAMPLES[name]()
    dark = figure.in_theme("dark")
    assert figure.theme == "light"
    assert dark.alt_text == figure.alt_text.strip() != ""
    assert dark.get_size_inches().tolist() == figure.get_size_inches().tolist()
    assert_readable_as_drawn(figure)
    assert_readable_as_drawn(dark)
    assert_nothing_of_the_light_theme_is_left(dark)
    assert_close_tones_are_told_apart(figure)


def assert_nothing_of_the_light_theme_is_left(figure):
    drawn = {
        color for artist in figure.findobj() if artist.get_visible() for color in colors(artist)
    }
    assert drawn & palette("dark")
    assert drawn & (palette("light") | {"#000000"}) - palette("dark") == set()


def palette(theme):
    """Every colour of a theme, but for the diverging map."""
    with tones.theme(theme):
        found = [tones.ink(), tones.paper(), tones.grid(), tones.divider(), tones.outside()]
        found += [tones.WINDOW_OUTLINE, *tones.windows()]
        for tone in TONES.values():
            found += [tone.line, tone.fill, tone.ink]
    return {to_hex(color) for color in found}


def assert_close_tones_are_told_apart(figure):
    """By words in their ink or by a shape, for readers to whom they look alike."""
    drawn, explained = marks(figure), told(figure)
    close = [
        pair for pair in CLOSE_IN_LIGHT if drawn >= {to_hex(TONES[name].line) for name in pair}
    ]
    assert [pair for pair in close if not explained & set(pair)] == []


def marks(figure):
    """Colours of everything drawn but text, spines and ticks."""
    artists = [artist for axes in figure.axes for artist in (*axes.patches, *axes.lines)]
    artists += [points for axes in figure.axes for points in axes.collections]
    artists += [spine for axes in figure.axes if axes.images for spine in axes.spines.values()]
    return {color for artist in artists for color in colors(artist)}


def told(figure):
    """Names of the tones that words in their ink, a key or the shape of a plus sign explain."""
    explained = {to_hex(text.artist.get_color()) for text in drawn_texts(figure)}
    for legend in figure.findobj(Legend):
        explained |= {color for handle in legend.legend_handles for color in colors(handle)}
    for artist in figure.findobj(lambda artist: artist.get_gid() in ("plus", "cross", "key")):
        explained |= colors(artist)
    return {
        name for name, tone in TONES.items() if {to_hex(tone.ink), to_hex(tone.line)} & explained
    }
