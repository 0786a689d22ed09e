"""Verifies that a provider honours its pacts: all of them, since Pact by itself is content with none."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from fastapi import FastAPI
from pact import Verifier
from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.alias_generators import to_camel

from tests.support.servers import running

States = Mapping[str, Callable[..., Awaitable[None]]]


class Part(BaseModel):
    """What matters here of an object in Pact's JSON."""

    model_config = ConfigDict(alias_generator=to_camel)


class State(Part):
    name: str


class Interaction(Part):
    description: str
    provider_states: list[State] = []


class Party(Part):
    name: str


class PactFile(Part):
    consumer: Party
    provider: Party
    interactions: list[Interaction]


class StateChange(Part):
    state: str
    params: dict[str, JsonValue]


class Result(Part):
    consumer: str
    description: str
    result: str


class Report(Part):
    result: bool
    interaction_results: list[Result]


def verify(folder: Path, provider: str, url: str, states: States, *, only: str | None = None) -> None:
    """Verify all interactions that the pacts in a folder have with a provider.

    provider: its name in the pacts
    url: where it is
    states: for each state what puts the provider into it
    only: the description of the one interaction to replay; the others count as not verified

    Raises:
        AssertionError: there is none, one wants a state that is not known, or one is not honoured or not verified.
    """
    pacts = _pacts(folder, provider)
    _require_states(pacts.values(), states)
    verifier = Verifier(provider, host="127.0.0.1").add_transport(url=url).follow_redirects(follow=False)
    for path in pacts:
        verifier.add_source(path)
    faults: list[str] = []
    with running(_state_changes(states, faults)) as changes, suppress(RuntimeError):  # the report says it, and more
        verifier.state_handler(changes, body=True).filter(only).verify()
    assert not faults, f"The provider cannot be put into the state {'; '.join(faults)}. See tests/pact/states.py."
    _require_all(pacts.values(), Report.model_validate(verifier.results), verifier.output(strip_ansi=True))


def _pacts(folder: Path, provider: str) -> dict[Path, PactFile]:
    found = {path: PactFile.model_validate_json(path.read_bytes()) for path in folder.glob("*.json")}
    mine = {path: pact for path, pact in found.items() if pact.provider.name == provider and pact.interactions}
    assert mine, (
        f"{folder} holds no interaction with {provider!r}; "
        f"its pacts are with {sorted({pact.provider.name for pact in found.values()})}. "
        "Correct the name, or write the pact with `tox run -e generate`."
    )
    return mine


def _require_states(pacts: Iterable[PactFile], states: States) -> None:
    unknown = {
        f"{state.name!r}, which {interaction.description!r} wants"
        for pact in pacts
        for interaction in pact.interactions
        for state in interaction.provider_states
        if state.name not in states
    }
    assert not unknown, (
        f"Nothing puts the provider into the state {'; '.join(sorted(unknown))}. Add it to tests/pact/states.py, "
        f"or correct its name in the consumer's test; there are {sorted(states)}."
    )


def _state_changes(states: States, faults: list[str]) -> FastAPI:
    """Return what Pact calls for a state. It answers 200 whatever happens, for to an error Pact returns for minutes."""
    app = FastAPI()

    @app.post("/")
    async def change(wanted: StateChange) -> None:
        try:
            if wanted.state:  # Pact calls with an empty one where an interaction wants none
                await states[wanted.state](**wanted.params)
        except Exception as error:  # noqa: BLE001  # whatever it is, the verification fails with it
            faults.append(f"{wanted.state!r} with {wanted.params}: {error!r}")

    return app


def _require_all(pacts: Iterable[PactFile], report: Report, output: str) -> None:
    assert report.result, (
        f"{output}\nThe provider does not do what its consumer relies on: see above. Mend the provider; or, if the "
        "consumer need not rely on it, change tests/pact/test_consumer.py and run `tox run -e generate`."
    )
    promised = Counter((pact.consumer.name, one.description) for pact in pacts for one in pact.interactions)
    verified = Counter((one.consumer, one.description) for one in report.interaction_results if one.result == "OK")
    assert verified == promised, (
        f"{output}\nNot verified, though nothing failed: {sorted((promised - verified).elements())}. "
        "Take away what keeps them out: a filter, or `pending` in the pact."
    )
