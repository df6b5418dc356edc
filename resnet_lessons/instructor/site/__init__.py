"""The reader's site: every chapter as a page that needs no kernel and no network."""

from pathlib import Path

from resnet_lessons.figures.canvas import FOR_THE_SITE
from resnet_lessons.instructor import notebooks
from resnet_lessons.instructor.site import chapters, folder, outputs, site_pages
from resnet_lessons.instructor.site.chapters import ChapterError
from resnet_lessons.instructor.site.folder import FolderRefused


def build(executed, explorables=()):
    """A site from executed notebooks.

    Args:
        executed: {name of the page: `NotebookNode`}, in the order of the chapters.
        explorables: `Explorable`s of which each gets a page; the first stands on the first page.

    Returns:
        {path in the site: bytes}; equal notebooks give equal files.

    Raises:
        ChapterError: when a notebook cannot become a page.
    """
    pictures = outputs.Pictures()
    names = tuple(executed)
    read = [chapters.read(executed[name], name, pictures, names) for name in names]
    alive = [_alone(explorable) for explorable in explorables]
    return site_pages.files(read, alive) | pictures.files


def own_page(name):
    """The page of one explorable, which needs no other file.

    Args:
        name: such as "mixing_desk".

    Returns:
        bytes
    """
    from resnet_lessons.widgets import explorables

    return site_pages.explorable_page(_alone(getattr(explorables, name)())).encode()


def _alone(explorable):
    """An explorable as an output that no notebook holds."""
    form, name = explorable.reader_form(), f"values-{explorable.name}"
    return outputs.read_form(form, outputs.PicturesInside(), name)


def write(out, only=""):
    """Runs every chapter and writes the site, showing how far it has come.

    Args:
        out: the folder: new, empty, or an earlier site.
        only: part of a chapter's name, for a site of that chapter alone.

    Raises:
        FolderRefused: when the folder holds something else; nothing is run then.
        notebooks.BuildError: when there is no chapter, or a cell raises.
        ChapterError: when a notebook cannot become a page.
        OSError: when something cannot be written.
    """
    out = Path(out)
    sources = [source for source in notebooks.sources() if only in source.name]
    if not sources:
        raise notebooks.BuildError("no chapter to build: run this in a clone of the project")
    folder.claim(out)
    executed = {
        source.stem: _executed(source, f"chapter {number} of {len(sources)}: {source.stem}")
        for number, source in enumerate(sources, start=1)
    }
    files = build(executed, all_explorables())
    folder.write(out, files)
    size = sum(map(len, files.values())) / 1e6
    print(f"wrote {out / 'index.html'}: {len(files)} files, {size:.1f} MB")


def all_explorables():
    """One `Explorable` of each kind, as it stands on a page of its own."""
    from resnet_lessons.widgets import explorables

    return [getattr(explorables, name)() for name in explorables.__all__]


def _executed(source, label):
    """The chapter's notebook after its run; a line counts its cells."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    notebook = notebooks.build(source)
    columns = (TextColumn("{task.description}, cell"), MofNCompleteColumn(), BarColumn())
    with Progress(*columns, TimeElapsedColumn()) as progress:
        task = progress.add_task(label, total=len(notebook.cells))
        notebooks.execute(
            notebook,
            environment={FOR_THE_SITE: "1"},
            on_cell=lambda index: progress.update(task, completed=index + 1),
        )
    return notebook


__all__ = ["ChapterError", "FolderRefused", "all_explorables", "build", "own_page", "write"]
