"""The README is right: its walk-through does what it says, as it is written, and its tables tell what there is."""

import re
import shlex
import sys
from configparser import ConfigParser
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from auth_service import minting
from auth_service.settings import Settings as AuthSettings
from chassis.settings import ServiceSettings
from info_service.settings import Settings as InfoSettings
from tests.support.commands import HONCHO, ROOT, command, free_ports, run
from tests.support.databases import Postgres

README = (ROOT / "README.md").read_text()
END = "== the end of a block =="
STATUS = re.compile(r"HTTP/1\.1 \d+")


@dataclass(frozen=True)
class Block:
    """Commands of the README, and what it says that they print."""

    commands: str
    answers: str

    def check(self, printed: str) -> None:
        """Check that what the README shows was printed, in this order, and no further answer."""
        shown = [re.escape(line).replace(r"\.\.\.", ".*") for line in self.answers.splitlines()]
        place = (
            f"README.md shows, below\n\n{self.commands}\n{self.answers}\nwhich is not what was printed:\n\n{printed}"
        )
        assert re.search("(?s:.*?)".join(shown), printed), place
        assert STATUS.findall(printed) == STATUS.findall(self.answers), place


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def fenced(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def blocks(title: str) -> list[Block]:
    """Return the commands of a section, each block with the answers that stand below it."""
    text = section(title)
    return [Block(*both) for both in zip(fenced("bash", text), fenced("text", text), strict=True)]


def paste(walk: list[Block], folder: Path, **settings: str) -> None:
    """Do what the README says, block by block, in one shell, as somebody does who pastes it."""
    pasted = "".join(f"{{\n{block.commands}}} 2>&1\necho; echo '{END}'\n" for block in walk)
    python = pasted.replace(".tox/serve/bin/python", shlex.quote(sys.executable))
    own = {"HOME": str(folder), "NO_PROXY": "*"}  # curl reads no configuration of this machine
    done = run("bash", "-euo", "pipefail", "-c", f"cd {folder}\n{python}", **own, **settings)
    printed = done.stdout.replace("\r", "").split(END)
    for block, text in zip(walk, printed, strict=False):
        block.check(text)
    assert (done.returncode, len(printed)) == (0, len(walk) + 1), done.stdout + done.stderr


def try_it(folder: Path, **settings: str) -> None:
    """Start the pair in a folder as `tox run -e serve` does, and paste what stands below `Try it`."""
    ports = dict(zip(("8000", "8001"), map(str, free_ports(2)), strict=True))
    ours = {"INFO_PORT": ports["8000"], "AUTH_PORT": ports["8001"], "AUTH_DEMO_TOKEN": "merixstudio"}
    walk = blocks("Try it")
    assert len(walk) >= 5
    for number, block in enumerate(walk):
        commands = re.sub(r"(?<=127\.0\.0\.1:)800[01]", lambda found: ports[found[0]], block.commands)
        walk[number] = replace(block, commands=commands)
    with command("bash", "-c", f'cd {folder} && exec "$@"', "bash", *HONCHO, **ours, **settings) as pair:
        pair.wait_for("Ready on ", times=2)
        paste(walk, folder, **settings)


def test_walk_is_true_on_sqlite(tmp_path: Path) -> None:
    try_it(tmp_path)
    assert {"auth.db", "info.db"} <= {path.name for path in tmp_path.iterdir()}


def test_walk_is_true_on_postgres(postgres: Postgres, tmp_path: Path) -> None:
    title = "The same on PostgreSQL"
    for statement in fenced("sql", section(title))[0].splitlines():
        postgres.execute(statement)
    url = make_url(postgres.new())
    urls = {name: url.set(database=name).render_as_string(hide_password=False) for name in ("auth", "info")}
    (block,) = blocks(title)
    real = re.sub(r"postgresql://postgres:secret@127\.0\.0\.1:5432/(\w+)", lambda found: urls[found[1]], block.commands)
    assert real.count(urls["auth"]) == real.count(urls["info"]) == 1
    paste([Block(real, block.answers)], tmp_path)
    try_it(tmp_path, AUTH_DATABASE_URL=urls["auth"], INFO_DATABASE_URL=urls["info"])
    assert not list(tmp_path.glob("*.db"))


def rows(title: str) -> list[list[str]]:
    """Return the rows of the tables of a section, without their heads."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def environments() -> tuple[list[str], set[str]]:
    """Return what a bare `tox` runs, and all environments that tox.ini has."""
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    found = set()
    for title in tox.sections():
        head, braces, factors = title.removeprefix("testenv:").partition("{")
        if title.startswith("testenv:"):
            found |= {head + factor for factor in factors.rstrip("}").split(",")} if braces else {head}
    return tox["tox"]["env_list"].split(", "), found


def test_tables_name_all_environments() -> None:
    usual, all_of_them = environments()
    told = [name for row in rows("Check it") for name in names(row[0])]
    assert told[: len(usual)] == usual, "the README's first table has the environments of a bare tox, in their order"
    assert sorted(told) == sorted(all_of_them), "the README's tables have all environments of tox.ini"
    assert {*re.findall(r"tox run -e ([\w-]+)", README)} <= all_of_them


@pytest.mark.parametrize("kind", [AuthSettings, InfoSettings])
def test_settings_table_tells_defaults(kind: type[ServiceSettings]) -> None:
    told = {name: row[1] for row in rows("Settings") for name in names(row[0])}
    prefix = str(kind.model_config.get("env_prefix"))
    assert {name for name in told if name.startswith(prefix)} == {prefix + name.upper() for name in kind.model_fields}
    for name, field in kind.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else str(field.default)
        shown = told[prefix + name.upper()].partition(" (")[0]
        assert shown == (f"`{default.removesuffix('/')}`" if default else "none"), f"the default of {name} is {default}"


def test_scanner_finds_every_token() -> None:
    (expression,) = re.findall(r"^ {4}(cts_.*)$", section("Tokens"), re.MULTILINE)
    token = minting.mint().token
    assert re.search(expression, f"Authorization: Bearer {token}") is not None
    assert re.fullmatch(expression, token), "no longer than a token, and no shorter"
