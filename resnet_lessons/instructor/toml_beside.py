"""A file of TOML that an instructor writes beside a report or a release: found, and read."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TomlBeside:
    """What such a file is called.

    Args:
        name: of the file.
        what: it is a file of, in a word.
        example: a sentence that says what to write, without its full stop.
        error: exception for a file that cannot be used.
    """

    name: str
    what: str
    example: str
    error: type

    def find(self, out):
        """The path of the file in a folder or beside it, None if there is none.

        Raises:
            self.error: when there are two.
        """
        out = Path(out).resolve()
        found = [path for path in (out / self.name, out.parent / self.name) if path.exists()]
        if len(found) > 1:
            raise self.error(
                f"There are two files of {self.what}, {found[0]} and {found[1]}. Remove one."
            )
        return found[0] if found else None

    def read(self, path):
        """What a file holds: (its text, dict).

        Raises:
            self.error: when it cannot be read.
        """
        try:
            # Some editors begin a file with a mark, which TOML does not know.
            text = path.read_text(encoding="utf-8-sig")
            # With a line's end everything stands in some line, and not "at end of document".
            return text, tomllib.loads(f"{text}\n")
        except OSError as error:
            raise self.error(f"{path} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise self.error(f"{path} is not a text in UTF-8. Save it as UTF-8.") from None
        except tomllib.TOMLDecodeError as error:
            raise self.error(f"{path} cannot be read as TOML: {error}. {self.example}.") from None
