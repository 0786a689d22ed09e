"""The command line of the generator."""

import argparse
import sys
from pathlib import Path

from contracts.codegen.refusals import RefusedError
from contracts.codegen.writer import generate
from contracts.document import DocumentError

HELP = """\
Generate typed Python from OpenAPI 3.0 and 3.1 contracts.

For each SPEC a package is written below DIR, named for the file (auth.openapi.yaml: DIR/auth):

  models.py      the DTOs (Pydantic)
  responses.py   one class for each documented answer, and for each operation the union of its answers
  parameters.py  what client and server have in common: parameters, and what each operation demands
  client.py      a client and an async client, over an httpx client that you make:
                     AuthClient(httpx.Client(base_url="http://127.0.0.1:8001")).login(authorization="Bearer ...")
  server.py      a Protocol to implement, and create_router(implementation) for a FastAPI application
  contract.json  the contract itself, for /openapi.json

and DIR/runtime, which they share. A client needs models, responses, parameters, client and runtime, with httpx and
pydantic; it can be given away by itself. Same contract, same bytes.

What cannot be done is refused, all of it at once, with file, line, place and reason, and nothing is written.
What is by design: `servers` (the caller's httpx client has the base URL), `links`, `tags` and examples make no code;
`oneOf` is read as `anyOf`; `format` is an annotation where Python has no type for it.
"""


def main(arguments: list[str] | None = None) -> int:
    """Generate, and return the exit code: 0, or 1 where a contract was refused."""
    parser = argparse.ArgumentParser(
        "contracts.codegen", description=HELP, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("specs", metavar="SPEC", nargs="+", type=Path, help="an OpenAPI document, YAML or JSON")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="a folder for the packages; made if missing"
    )
    options = parser.parse_args(arguments)
    try:
        generate(options.specs, options.out)
    except (DocumentError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
