"""What both platforms do with an upload, or say of it."""

import io
import zipfile


class Refused(Exception):
    """The platform takes nothing of this file."""


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [(each.filename, archive.read(each)) for each in archive.infolist()]
