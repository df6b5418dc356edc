"""What a hint looks like in a notebook."""

import resnet_lessons as rl


def test_lines_of_a_hint_break_between_words_only():
    """JupyterLab sets `word-break: break-all` for each <pre> of an output."""
    shown = rl.hint("warm_up")._repr_html_()
    assert "<pre" in shown
    assert "word-break:normal" in shown
    assert "overflow-wrap:break-word" in shown
