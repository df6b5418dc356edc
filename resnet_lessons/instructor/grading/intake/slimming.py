"""Reads a notebook of any size without keeping what grading does not look at: outputs, pictures in
texts, and what widgets saved."""

import re

from resnet_lessons.instructor.grading.intake.entries import Unreadable, size
from resnet_lessons.instructor.grading.intake.possessive import repeated
from resnet_lessons.instructor.grading.intake.raw_notebook import LARGEST_NOTEBOOK

# A file that is not larger is read as it is.
LARGEST_WHOLE = 5_000_000
# No string of JSON holds such a text: a quotation mark inside a string has a backslash before it.
_LEFT_OUT = re.compile(
    rb'[{,\s]"(?:outputs|attachments|widgets)"[ \t\r\n]{0,64}:[ \t\r\n]{0,64}[\[{]'
)
_LONGEST_MATCH = 256
_IN_STRING = re.compile(rb'[^"\\]*+' + repeated(rb'\\.[^"\\]*+'), re.S)
# Up to the next bracket, or to a string that does not end here.
_FLAT = re.compile(
    rb'[^"\[\]{}]*+' + repeated(rb'"' + _IN_STRING.pattern + rb'"[^"\[\]{}]*+'), re.S
)
_CLOSED_BY = {ord("["): b"]", ord("{"): b"}"}


def slim(pieces):
    """A notebook's bytes without what its outputs hold, where it is large.

    Args:
        pieces: of the file, in order.

    Returns:
        (bytes, how many were left out). Lines keep their numbers.

    Raises:
        Unreadable: when too much is left.
    """
    kept, seen, pieces = bytearray(), 0, iter(pieces)
    for piece in pieces:
        kept += piece
        seen += len(piece)
        if seen > LARGEST_WHOLE:
            break
    else:
        return bytes(kept), 0
    slimmer, whole = _Slimmer(), bytes(kept)
    kept = bytearray(slimmer.feed(whole))
    for piece in pieces:
        seen += len(piece)
        kept += slimmer.feed(piece)
        if len(kept) > LARGEST_NOTEBOOK:
            raise Unreadable(
                f"holds more than {size(LARGEST_NOTEBOOK)} beside its outputs. Take out what is no "
                "code or text, and hand it in again"
            )
    kept += slimmer.rest
    return bytes(kept), seen - len(kept)


class _Slimmer:
    """Passes on the bytes of a JSON text but for the lists and objects that are left out.

    Attributes:
        rest: bytes that may be the beginning of something to leave out.
    """

    def __init__(self):
        self.rest = b""
        # How deep it is inside of what is left out, whether in a string, and what closes it.
        self._depth, self._in_string, self._end = 0, False, b""

    def feed(self, piece):
        """What is to be kept of the next bytes."""
        data, kept, place = self.rest + piece, [], 0
        while True:
            if self._depth:
                since, place = place, self._skipped(data, place)
                kept.append(b"\n" * data.count(b"\n", since, place))
                if self._depth:
                    break
                kept.append(self._end)
            since, found = place, _LEFT_OUT.search(data, place)
            if not found:
                place = max(place, len(data) - _LONGEST_MATCH)
                kept.append(data[since:place])
                break
            place = found.end()
            kept.append(data[since:place])
            self._depth, self._end = 1, _CLOSED_BY[data[place - 1]]
        self.rest = data[place:]
        return b"".join(kept)

    def _skipped(self, data, place):
        """Where what is left out ends in these bytes, or where the next ones go on."""
        while True:
            if self._in_string:
                place = _IN_STRING.match(data, place).end()
                if data[place : place + 1] != b'"':
                    # The end, or a backslash whose second half comes next.
                    return place
                self._in_string, place = False, place + 1
            place = _FLAT.match(data, place).end()
            if place == len(data):
                return place
            sign, place = data[place], place + 1
            if sign == ord('"'):
                self._in_string = True
            else:
                self._depth += 1 if sign in _CLOSED_BY else -1
            if not self._depth:
                return place
