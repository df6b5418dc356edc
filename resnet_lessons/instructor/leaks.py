"""Looks for what no student gets, in everything that students are handed.

What is found: an answer, however it is laid out, in cells, metadata, outputs, the text of a page, or a
file in an archive; a short answer where it stands in the function of its exercise; three whole lines in
a row of the programs and samplers that only the instructor has; a seed of a run, written as a number;
the text of a hidden setting; and words that stand in nothing but the instructor's part.

What cannot be found: an answer whose names were changed or that was told in other words; one of one or
two statements outside of its function, since there it is what everyone writes; seeds of few digits and
settings of few letters, which other things look like; numbers that were computed in a hidden setting;
and whatever was encoded, encrypted, drawn as a picture, or packed by anything but zip.
"""

import html
import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from functools import cached_property

# Shorter answers are what everyone writes, outside of their function.
_STATEMENTS = 3
# Signs of three lines of a program, without white space: less may be three brackets.
_SIGNS = 60
# Smaller numbers, and shorter settings, are those of something else as well.
_SMALLEST_NUMBER = 1_000_000
_SHORTEST_SETTING = 20
# From a function's name on, if nothing ends it before.
_LONGEST_FUNCTION = 5_000
_ENDS = re.compile(r"\bdef\s+\w+\s*\(|raise NotImplementedError")
# Archives in archives: a wheel in a bundle, a report in a zip.
_DEEPEST = 4
# The second half is Latin letters and ×, which settings hold.
_READABLE = re.compile(rb"(?:[\t\n\r\x20-\x7e]|\xc3[\x80-\xbf]){8,}")
_NO_SIGN = r"[0-9A-Za-z_.]"


@dataclass(frozen=True)
class Secrets:
    """What no student may be handed; `hidden_part` collects it.

    Args:
        answers: (exercise id, text) of answer regions.
        programs: texts of the instructor's programs and samplers.
        shown: texts whose lines students have anyway.
        numbers: seeds of a run.
        settings: texts of hidden settings.
        words: that stand in nothing that a student gets.
    """

    answers: tuple[tuple[str, str], ...] = ()
    programs: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    settings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def to_who_wrote(self, *texts):
        """What stays secret from who wrote some texts: their lines, answers and words are known."""
        known = {
            one
            for one in self.answers
            if any(any(_secrets_in(text, Secrets((one,)))) for text in texts)
        }
        return replace(
            self,
            answers=tuple(one for one in self.answers if one not in known),
            shown=(*self.shown, *texts),
            words=tuple(word for word in self.words if not any(word in text for text in texts)),
        )

    @cached_property
    def long_answers(self):
        """(first line, every run of three lines, normalised) of answers."""
        long = [text for _, text in self.answers if _statements(text) >= _STATEMENTS]
        return [(_first_line(text), _runs_of_lines(text)) for text in long]

    @cached_property
    def short_answers(self):
        """(first line, name of the function, text without layout) of answers."""
        return [
            (_first_line(text), name, normalised(text))
            for name, text in self.answers
            if _statements(text) < _STATEMENTS
        ]

    @cached_property
    def runs_of_programs(self):
        """{three lines in a row, normalised: the first as it stands} of programs, without those that
        students have anyway."""
        shown = {run for text in self.shown for run, _ in _triples(text)}
        pairs = (pair for text in self.programs for pair in _triples(text))
        return {run: first for run, first in pairs if run not in shown}

    @cached_property
    def numbers_as_text(self):
        """Matches each number that says something, in the ways in which numbers are written."""
        told = [each for each in self.numbers if each >= _SMALLEST_NUMBER]
        forms = {
            form for each in told for form in (f"{each}", f"{each:x}", f"{each:,}", f"{each:_}")
        }
        if not forms:
            return None
        either = "|".join(sorted(forms))
        return re.compile(rf"(?<!{_NO_SIGN})(?:0x)?(?:{either})(?![0-9A-Za-z_])", re.IGNORECASE)

    @cached_property
    def telling_settings(self):
        """The settings that are long enough to be taken for nothing else."""
        return [text for text in map(_in_one_line, self.settings) if len(text) >= _SHORTEST_SETTING]


def normalised(text):
    """A text without comments, white space and quotes, so that layout hides nothing."""
    text = re.sub(r"#.*", "", text.replace("\\n", "\n"))
    return re.sub(r"[\s\"'\\,()]+", "", text)


def search(folder, secrets, pattern="*"):
    """Where a secret stands.

    Args:
        folder: what students are handed, unpacked or not.
        secrets: the `Secrets` that are looked for.
        pattern: of the names of the files to look into.

    Returns:
        list of sentences, one for each find.
    """
    found = []
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        name = path.relative_to(folder).as_posix()
        found += [
            f"{inside}: {what}"
            for inside, content in _files(name, path.read_bytes())
            for what in _finds(inside, content, secrets)
        ]
    return found


def _finds(name, content, secrets):
    if "instructor" in name.split("/")[:-1]:
        yield "the instructor's part"
    if name.endswith(".pyc"):
        yield "compiled code, in which nobody sees what it holds"
    readings = list(_readings(_text_of(content)))
    yield from dict.fromkeys(what for text in readings for what in _secrets_in(text, secrets))


def _text_of(content):
    """A file's text; of one that is none, what can be read in it, a line for each piece."""
    if b"\0" in content:
        content = b"\n".join(_READABLE.findall(content))
    return content.decode("utf-8", errors="replace")


def _secrets_in(text, secrets):
    """What is found in one reading of a file, in words."""
    dense = normalised(text)
    for first, runs in secrets.long_answers:
        if any(run in dense for run in runs):
            yield f"{first} …"
    for first, name, answer in secrets.short_answers:
        if any(answer in normalised(body) for body in _bodies(text, name)):
            yield f"{first} …"
    if secrets.runs_of_programs:
        found = (secrets.runs_of_programs.get(run) for run, _ in _triples(text))
        yield from (f"lines of the instructor's: {first} …" for first in found if first)
    if secrets.numbers_as_text and (number := secrets.numbers_as_text.search(text)):
        yield f"the seed {number.group()}"
    flat = _in_one_line(text)
    yield from (f"the hidden setting {each}" for each in secrets.telling_settings if each in flat)
    yield from (f"the instructor's {each}" for each in secrets.words if each in text)


def _bodies(text, name):
    """What stands in the functions of a name."""
    if name not in text:
        return
    for start in re.finditer(rf"\bdef\s+{name}\s*\(", text):
        rest = text[start.end() : start.end() + _LONGEST_FUNCTION]
        end = _ENDS.search(rest)
        yield rest[: end.start()] if end else rest


def _readings(text):
    """A text as it stands, and as who opens it reads it: what JSON and markup write in signs of their own."""
    yield text
    if text.lstrip()[:1] in ("{", "["):
        try:
            inside = list(_texts(json.loads(text)))
        except (ValueError, RecursionError):
            return
        for each in inside:
            yield from _readings(each)
    elif "<" in text and ">" in text:
        yield html.unescape(re.sub(r"<[^<>]*>", "", text))
        # What stands in attributes.
        yield html.unescape(text)


def _texts(data):
    """Every text in JSON data that is more than a word; a list of lines is one text, as in notebooks."""
    if isinstance(data, str):
        if re.search(r"\s", data.strip()):
            yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        if data and all(isinstance(each, str) for each in data):
            yield from _texts("".join(data))
        else:
            for each in data:
                yield from _texts(each)


def _files(name, content, depth=0):
    """(name, bytes) of a file, and of those inside it if it is an archive."""
    yield name, content
    if depth < _DEEPEST and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                if not entry.endswith("/"):
                    yield from _files(f"{name}/{entry}", archive.read(entry), depth + 1)


def _statements(text):
    return sum(bool(line.strip()) for line in text.splitlines())


def _first_line(text):
    return text.strip().splitlines()[0].strip()


def _in_one_line(text):
    return " ".join(text.split())


def _runs_of_lines(answer):
    """Every run of three lines of an answer, normalised."""
    lines = [line for line in answer.splitlines() if normalised(line)]
    runs = (lines[start : start + _STATEMENTS] for start in range(len(lines) - _STATEMENTS + 1))
    return {normalised("\n".join(run)) for run in runs}


def _triples(text):
    """(three lines in a row, normalised; the first as it stands), where they are told from others'."""
    lines = [(normalised(line), line.strip()) for line in text.replace("\\n", "\n").splitlines()]
    lines = [(dense, line) for dense, line in lines if dense]
    for three in zip(lines, lines[1:], lines[2:], strict=False):
        run = tuple(dense for dense, _ in three)
        if sum(map(len, run)) >= _SIGNS:
            yield run, three[0][1]
