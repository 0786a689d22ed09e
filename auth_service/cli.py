"""The command line of auth_service: for the first token, and for operators."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError

from auth_service import minting
from auth_service.application import create_app
from auth_service.settings import Settings
from auth_service.tokens import Token, Tokens
from chassis.commands import as_written, command_line, fail, show, told
from chassis.migrations import Migrations
from chassis.settings import read_settings
from chassis.storage import database
from generated.auth.models import TokenRequest

T = TypeVar("T")
PAGE = 100
SUBJECT = "visible ASCII without blanks, 200 characters at most, and no token"
SCOPE = "a noun and a verb, such as info:read; 20 scopes at most"
EXPIRES_IN = "a number up to 9999 and s, m, h or d, such as 12h; or never"
OPTIONS = {"subject": ("--subject", SUBJECT), "scopes": ("--scope", SCOPE), "expires_in": ("--expires-in", EXPIRES_IN)}

line = command_line("auth_service", Settings, create_app, "Says whether a credential is good, and keeps the tokens.")


@line.command(
    epilog=as_written(
        "For example:",
        "  TOKEN=$(python -m auth_service issue --subject me --scope info:read)",
        "  python -m auth_service issue --subject admin --scope tokens:read --scope tokens:write --expires-in 1d",
    )
)
def issue(
    subject: Annotated[str, typer.Option(help=f"who will use it: {SUBJECT}")],
    scope: Annotated[list[str], typer.Option(help=f"what they may do: {SCOPE}; --scope stands before each of them")],
    expires_in: Annotated[str, typer.Option(help=f"for how long it is good: {EXPIRES_IN}")] = minting.USUAL,
) -> None:
    """Issue a token. It alone goes to standard output, this once; what is known of it goes to standard error.

    info_service knows the scopes info:read and info:write, auth_service itself tokens:read and tokens:write.
    """
    try:
        wanted = TokenRequest(subject=subject, scopes=scope, expires_in=expires_in)
    except ValidationError as error:
        option, reason = OPTIONS[str(error.errors()[0]["loc"][0])]
        raise typer.BadParameter(reason, param_hint=option) from None
    if minting.PATTERN.search(subject):
        raise typer.BadParameter(SUBJECT, param_hint="--subject")
    token, secret = _run(
        lambda tokens: tokens.issue(wanted.subject, wanted.scopes, minting.lifetime(wanted.expires_in))
    )
    end = "it never expires" if token.expires_at is None else f"it expires {_minute(token.expires_at)}"
    print(f"token_id {token.token_id}, for {token.subject}, {' '.join(token.scopes)}; {end}", file=sys.stderr)
    show(secret)


@line.command("list")
def list_(*, as_json: Annotated[bool, typer.Option("--json", help="one JSON object for each line")] = False) -> None:
    """List all tokens, the newest last. Secrets are not kept, and so not shown."""
    tokens = sorted(_run(_all), key=lambda token: token.created_at)
    for token in tokens:
        show(json.dumps(vars(token), default=datetime.isoformat) if as_json else _row(token))
    if not tokens:
        print("There is no token; `python -m auth_service issue --help` tells how to make one.", file=sys.stderr)


@line.command()
def revoke(token_id: Annotated[str, typer.Argument(help="the public part of a token, as `list` shows it")]) -> None:
    """Revoke a token, at once and for ever."""
    if token_id.startswith(f"{minting.PREFIX}_"):
        fail("That is a token, and not its token_id: the 16 characters after the first underscore. Now revoke it.")
    if not _run(lambda tokens: tokens.revoke(token_id)):
        fail("There is no such token_id; `python -m auth_service list` shows them.")
    print(f"{token_id} is revoked", file=sys.stderr)


async def _all(tokens: Tokens) -> list[Token]:
    page = await tokens.page(PAGE)
    found = [*page.tokens]
    while page.next_cursor:
        page = await tokens.page(PAGE, page.next_cursor)
        found += page.tokens
    return found


def _run(work: Callable[[Tokens], Awaitable[T]]) -> T:
    """Do something with the tokens of the database, which has to be there and up to date."""
    url = read_settings(Settings).database

    async def run() -> T:
        async with _tokens() as tokens:
            return await work(tokens)

    @asynccontextmanager
    async def _tokens() -> AsyncIterator[Tokens]:
        store = database(url)
        try:
            yield Tokens(store)
        finally:
            await store.close()

    with told():
        Migrations("auth_service", url).check()
        return asyncio.run(run())


def _row(token: Token) -> str:
    state = f"revoked {_minute(token.revoked_at)}" if token.revoked_at else ""
    end = _minute(token.expires_at) if token.expires_at else "never"
    return f"{token.token_id}  {token.subject:<20}  {' '.join(token.scopes):<30}  expires {end}  {state}".rstrip()


def _minute(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
