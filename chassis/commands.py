"""The command line that both services have: `serve` and `migrate`, and how it ends when something is wrong."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from fastapi import FastAPI
from pydantic import SecretStr

from chassis.logs import LONGEST
from chassis.migrations import Migrations, NotMigratedError
from chassis.serving import serve
from chassis.settings import S, read_settings
from chassis.storage import StorageError


class CommandLine(typer.Typer):
    """Commands of which a wrong one is told in a line, and not repeated where it could hold a token."""

    def __call__(self, arguments: Sequence[str] | None = None) -> NoReturn:
        """Do what the arguments say, those of the process unless given, and end it."""
        try:
            code = super().__call__(arguments, prog_name=self.info.name, standalone_mode=False)
        except typer.TyperException as error:
            said = re.sub(rf"[^\s'\"()]{{{LONGEST + 1},}}", "(not shown)", error.format_message())
            print(f"{said.removesuffix('.')}; --help tells what can be given", file=sys.stderr)
            sys.exit(error.exit_code)
        sys.exit(code)


def command_line(service: str, kind: type[S], create_app: Callable[[S], FastAPI], purpose: str) -> CommandLine:
    """Return the command line of a service, to which it may add commands of its own.

    service: its package, which has the migrations
    """
    line = CommandLine(
        name=f"python -m {service}",
        help=f"{purpose}\n\nWithout a command, it serves. Settings come from the environment:\n\n{_settings(kind)}",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    def run() -> None:
        """Serve until SIGTERM or Ctrl-C. A SQLite file is made and brought up to date first."""
        given = read_settings(kind)
        with told():
            migrations = Migrations(service, given.database)
            migrations.start()
            migrations.stop()
        serve(create_app(given), given)

    def migrate() -> None:
        """Make the tables, or bring them up to date. A PostgreSQL's database has to be there already."""
        given = read_settings(kind)
        with told():
            Migrations(service, given.database).upgrade()
        print(f"{given.database.render_as_string(hide_password=True)} is up to date", file=sys.stderr)

    def default(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            run()

    line.callback(invoke_without_command=True)(default)
    line.command("serve")(run)
    line.command("migrate")(migrate)
    return line


def as_written(*lines: str) -> str:
    """Return lines that a help text shows one below the other, as they are."""
    return "\n".join(("\b", *lines))


@contextmanager
def told() -> Iterator[None]:
    """Turn what is wrong with the database into one line, and the end of the process."""
    try:
        yield
    except NotMigratedError as error:
        fail(str(error))
    except StorageError as error:
        fail(f"the storage cannot be used: {error}")


def show(text: str) -> None:
    """Write a line to standard output, at once; where it cannot be written, end the process."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries once more when it ends
        fail(f"Standard output cannot be written: {error.strerror}")


def fail(reason: str) -> NoReturn:
    """Say in one line why a command cannot be done, and end the process."""
    print(reason, file=sys.stderr)
    raise typer.Exit(1)


def _settings(kind: type[S]) -> str:
    prefix, lines = kind.model_config.get("env_prefix", ""), []
    for name, field in kind.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        lines += [f"{prefix}{name.upper()} [{default or 'none'}]", f"    {field.description}"]
    return as_written(*lines)
