"""What a student's code prints while it is checked: some of it is shown, and none of it is kept."""

import contextlib
import io
import sys

_MOST_LINES = 100
_MOST_CHARACTERS = 10_000


class Nowhere(io.TextIOBase):
    """A stream that forgets what is written to it; a million lines need no memory."""

    def writable(self):
        return True

    def write(self, text):
        return len(text)


@contextlib.contextmanager
def cut_short():
    """While active, the first lines that are printed are shown; one sentence stands for the rest."""
    streams = _CutShort(sys.stdout), _CutShort(sys.stderr)
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            yield
        finally:
            for stream in streams:
                stream.end()


class _CutShort:
    """A stream that passes on the beginning of what is written to it; for all else it is the stream
    that this goes to."""

    def __init__(self, stream):
        self._stream = stream
        self._lines = self._shown_lines = self._shown_characters = 0
        self._is_cut = False

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        shown = ""
        if self._shown_lines < _MOST_LINES and self._shown_characters < _MOST_CHARACTERS:
            lines = text.splitlines(keepends=True)[: _MOST_LINES - self._shown_lines]
            shown = "".join(lines)[: _MOST_CHARACTERS - self._shown_characters]
            self._stream.write(shown)
        self._lines += text.count("\n")
        self._shown_lines += shown.count("\n")
        self._shown_characters += len(shown)
        self._is_cut = self._is_cut or len(shown) < len(text)
        return len(text)

    def end(self):
        """Says that something was left out, if it was."""
        if self._is_cut:
            self._stream.write(
                f"\n… The rest is not shown: your answer printed {self._lines:,} lines.\n"
            )
