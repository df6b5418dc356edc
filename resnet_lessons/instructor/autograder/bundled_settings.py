"""What an instructor chose for an autograder: a small file in its zip."""

import json
from dataclasses import asdict, dataclass

NAME = "autograder.json"


class SettingsUnreadable(Exception):
    """Nobody can tell how to grade; says what to do."""


@dataclass(frozen=True)
class BundledSettings:
    """How a submission is graded in a container.

    Args:
        platform: a name of `PLATFORMS`.
        chapters: numbers of those that count.
    """

    platform: str
    chapters: tuple[int, ...]

    @classmethod
    def read(cls, path, platforms):
        """Reads what `write` wrote.

        Args:
            path: of the file.
            platforms: names of those that there are.

        Raises:
            SettingsUnreadable: when somebody wrote something else; names the file.
        """
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            (platform,) = {facts["platform"]} & set(platforms)
            return cls(platform, tuple(map(int, facts["chapters"])))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SettingsUnreadable(
                f"{path} cannot be read ({type(error).__name__}). Make the autograder anew with "
                "`resnet-lessons autograder`."
            ) from None

    def write(self, path):
        """Writes the file."""
        path.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
