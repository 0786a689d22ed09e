"""Says what the last runs did: `report/contract.json` for programs, `report/contract.html` for people."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.document import DocumentError
from tests.report.collect import collect
from tests.report.inputs import InputError
from tests.report.page import render
from tests.report.report import as_json

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both files; return 0 if nothing is wrong, 1 if something is, 2 if an input cannot be used."""
    folder: Path = _parser().parse_args(arguments).report
    try:
        report = collect(ROOT, folder)
    except (DocumentError, InputError) as error:
        print(error, file=sys.stderr)
        return 2
    folder.mkdir(exist_ok=True)
    written = folder / "contract.json", folder / "contract.html"
    written[0].write_text(json.dumps(as_json(report), indent=1) + "\n")
    written[1].write_text(render(report))
    for sentence in report.wrong:
        print(sentence)
    for each in report.not_run:
        print(f"{each.what}: {each.why}; {each.how}")
    print(f"{report.verdict}; written: {', '.join(map(str, written))}")
    return 1 if report.verdict == "red" else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.report",
        description=__doc__,
        epilog="What was not run is told, and how to run it; only what is wrong is an error.\n\n"
        "exit status: 0 nothing is wrong, 1 something is, 2 an input cannot be used, or wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "report",
        nargs="?",
        type=Path,
        default=ROOT / "report",
        metavar="DIR",
        help="where the runs have left their files, and the report goes; default: report",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
