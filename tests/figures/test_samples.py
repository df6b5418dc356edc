"""Every figure of the package has a sample, and each is readable in both themes."""

import pytest
from matplotlib.colors import to_hex

from resnet_lessons import figures
from resnet_lessons.figures import tones
from tests.figures.artist_colors import colors
from tests.figures.overlap import assert_readable_as_drawn
from tests.figures.samples import SAMPLES
from tests.support.soak import some


def test_every_figure_of_the_package_has_a_sample():
    drawing = {name for name in figures.__all__ if hasattr(getattr(figures, name), "__wrapped__")}
    assert len(drawing) >= 20
    assert drawing - {name.split(":")[0] for name in SAMPLES} == set()


@pytest.mark.parametrize("name", some(SAMPLES, 2))
def test_a_sample_is_readable_in_both_themes(name):
    figure = SAMPLES[name]()
    dark = figure.in_theme("dark")
    assert figure.theme == "light"
    assert dark.alt_text == figure.alt_text.strip() != ""
    assert dark.get_size_inches().tolist() == figure.get_size_inches().tolist()
    assert_readable_as_drawn(figure)
    assert_readable_as_drawn(dark)
    assert_nothing_of_the_light_theme_is_left(dark)


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
        for tone in vars(tones).values():
            if isinstance(tone, tones.Tone):
                found += [tone.line, tone.fill, tone.ink]
    return {to_hex(color) for color in found}
