"""How long a user waits: `make bench` prints one table and writes results.json and results.png.

Machines differ and are noisy, so each figure is a median of several runs with its spread, and stands
beside a yardstick or a rival timed in the same run. `--only startup,model` measures these sections
again and leaves the others as they are; so does `--settings` of the section model with its settings.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks import machine, results
from benchmarks.sections import SECTIONS, Options, measure, tell


def parsed(arguments=None):
    """(names of sections, `Options`, folder of the results) from a command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--only", metavar="SECTIONS", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument(
        "--quick", action="store_true", help="whether all of it works; says nothing"
    )
    parser.add_argument(
        "--settings",
        metavar="WORDS",
        help='of the section model, such as "CPU, channels_last, no XLA"',
    )
    parser.add_argument("--side", type=int, default=224, help="pixels of its images; 224")
    parser.add_argument("--images", type=int, default=4, help="in its batches; 4")
    parser.add_argument("--out", type=Path, help="folder of the results; benchmarks/")
    given = parser.parse_args(arguments)
    names = list(SECTIONS)
    if given.only is not None:
        asked = [name.strip() for name in given.only.split(",") if name.strip()]
        names = [name for name in SECTIONS if name in asked]
        if unknown := [name for name in asked if name not in SECTIONS]:
            parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
        if not names:
            parser.error(f"--only names no section; there are {', '.join(SECTIONS)}")
    if given.side < 32:
        parser.error(f"--side is {given.side}; Keras' own networks need at least 32 pixels")
    if given.images < 1:
        parser.error(f"--images is {given.images}; a batch has at least one")
    if given.quick and given.out is None:
        parser.error("--quick measures too little to be kept: name another folder with --out")
    words = tuple(word.strip() for word in (given.settings or "").split(",") if word.strip())
    if words:
        from benchmarks.model_speed import chosen_settings

        try:
            chosen_settings(words, ("CPU", "GPU"))
        except ValueError as error:
            parser.error(str(error))
    out = given.out or results.RESULTS.parent
    return names, Options(given.quick, words, given.side, given.images), out


def in_a_process(name, options):
    """A section in a process of its own: none meets what another left behind, or ends with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, name, options).result()


def measured(names, options, call=in_a_process):
    """Measures sections, one after another; one that fails is told of and the others go on.

    Args:
        names: of sections.
        options: `Options`.
        call: measures one of them.

    Returns:
        ({section: dict} of those that were measured, {section: why} of those that failed)
    """
    found, failed = {}, {}
    for number, name in enumerate(names, start=1):
        tell(f"{name} ({number} of {len(names)})")
        about, start = machine.described(), time.perf_counter()
        try:
            rows, details = call(name, options)
        except (Exception, SystemExit) as error:
            failed[name] = f"{type(error).__name__}: {error}".strip()
            tell(f"{name} failed: {failed[name]}")
            continue
        seconds = round(time.perf_counter() - start)
        found[name] = {"machine": about, "seconds": seconds, "rows": rows, "details": details}
        tell(f"{name} took {seconds} s")
    return found, failed


def main(arguments=None):
    """Measures, prints, writes and draws."""
    from rich.console import Console

    from benchmarks.plot import draw
    from benchmarks.table import table

    names, options, out = parsed(arguments)
    out.mkdir(parents=True, exist_ok=True)
    found, failed = measured(names, options)
    path = out / results.RESULTS.name
    sections = results.merged(results.read(path), found)
    results.write(sections, path)
    Console(width=None if Console().is_terminal else 220).print(table(sections))
    if sections:
        draw(sections, path.with_suffix(".png"))
    if failed:
        whole = "\n".join(f"  {name}: {why}" for name, why in failed.items())
        raise SystemExit(f"these sections failed, and keep what was measured before:\n{whole}")


if __name__ == "__main__":
    main()
