"""Looks for answers in what a student is handed: in cells, metadata and outputs."""

import io
import re
import zipfile

# Shorter answers are what everyone writes.
_STATEMENTS = 3


def normalised(text):
    """A text without comments, white space and quotes, so that layout hides nothing."""
    text = re.sub(r"#.*", "", text.replace("\\n", "\n"))
    return re.sub(r"[\s\"'\\,()]+", "", text)


def search(folder, answers, pattern="*"):
    """Where an answer stands.

    Args:
        folder: a student bundle, unpacked.
        answers: texts of answer regions; those of three statements or more are looked for.
        pattern: of the names of the files to look into.

    Returns:
        list of sentences, one for each find.
    """
    long = [text for text in answers if _statements(text) >= _STATEMENTS]
    found = []
    for name, content in _files(folder, pattern):
        if "instructor" in name.split("/")[:-1]:
            found.append(f"{name}: the instructor's part")
        if name.endswith(".pyc"):
            found.append(f"{name}: compiled code, in which nobody sees what it holds")
        text = normalised(content.decode("utf-8", errors="replace"))
        found += [
            f"{name}: {answer.strip().splitlines()[0].strip()} …"
            for answer in long
            if any(run in text for run in _runs_of_lines(answer))
        ]
    return found


def _statements(text):
    return sum(bool(line.strip()) for line in text.splitlines())


def _runs_of_lines(answer):
    """Every run of three lines of an answer, normalised."""
    lines = [line for line in answer.splitlines() if normalised(line)]
    runs = (lines[start : start + _STATEMENTS] for start in range(len(lines) - _STATEMENTS + 1))
    return {normalised("\n".join(run)) for run in runs}


def _files(folder, pattern):
    """(name, bytes) of every file, those inside archives included."""
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        yield name, content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.namelist():
                    if not entry.endswith("/"):
                        yield f"{name}/{entry}", archive.read(entry)
