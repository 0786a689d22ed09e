"""What people look at, in a real browser: the report and both services' `/docs`; nothing leaves this machine."""

import json

import pytest
from pydantic import JsonValue

from contracts.document import load
from contracts.view import operations
from tests.browser.chromium import HEIGHT, WIDTH, Page
from tests.support.commands import ROOT, until
from tests.support.servers import process

REPORT = ROOT / "report"
APIS = ("auth", "info")
SCHEMES = ("light", "dark")
TEXTS = "[...document.querySelectorAll('%s')].map(each => %s)"
DOCUMENTED = ".opblock-summary"
NAME = (
    "each.querySelector('.opblock-summary-method').textContent + ' ' + each.querySelector('[data-path]').dataset.path"
)


def names(api: str) -> list[str]:
    return [operation.name for operation in operations(load(ROOT / f"contracts/{api}.openapi.yaml"))]


def answers() -> set[str]:
    return {
        f"{api} {operation.name} {status}"
        for api in APIS
        for operation in operations(load(ROOT / f"contracts/{api}.openapi.yaml"))
        for status, _ in operation.responses
    }


def listed(value: JsonValue) -> list[JsonValue]:
    assert isinstance(value, list), value
    return value


@pytest.fixture
def report(page: Page) -> Page:
    path = REPORT / "contract.html"
    assert path.exists(), f"there is no {path}: tox run -e report"
    page.open(path.as_uri())
    return page


def test_report_tells_its_verdict(report: Page) -> None:
    verdict = json.loads((REPORT / "contract.json").read_bytes())["verdict"]
    assert report.evaluate("document.querySelector('.eyebrow b').innerText") == verdict
    assert report.evaluate("document.title") == f"Contract report: {verdict}"


def test_report_shows_every_answer(report: Page) -> None:
    cells = listed(report.evaluate(TEXTS % (".chip:not(.undocumented)", "each.dataset.answer")))
    assert len(cells) == len(set(cells))
    assert set(cells) == answers(), "the page has other answers than the contracts: tox run -e report"


def test_report_fits_on_screen(report: Page) -> None:
    bottoms = listed(report.evaluate(TEXTS % (".chip, .layers tr", "each.getBoundingClientRect().bottom")))
    assert len(bottoms) > len(answers())
    assert max(float(str(bottom)) for bottom in bottoms) <= HEIGHT
    sides = "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.documentElement)"
    assert report.evaluate(sides) == 0, f"it is wider than {WIDTH} pixels"


def test_keyboard_chooses_a_kind(report: Page) -> None:
    report.evaluate("document.querySelector('input[name=kind]').focus()")
    report.press("ArrowDown")
    chosen = str(report.evaluate("document.activeElement.id")).removeprefix("kind-")
    others = TEXTS % (f'.chip:not([data-by~="{chosen}"])', "getComputedStyle(each).opacity < 0.5")
    assert listed(report.evaluate(others)), f"{chosen} has seen everything: choose another kind"
    until(lambda: all(listed(report.evaluate(others))), f"answers that {chosen} did not see fade")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_report_looks_well(report: Page, scheme: str) -> None:
    report.screenshot(scheme, REPORT / f"screenshots/report-{scheme}.png")
    assert not report.problems, "\n".join(report.problems)


@pytest.mark.parametrize("api", APIS)
def test_docs_show_every_operation(page: Page, api: str) -> None:
    with process(f"{api}_service") as service:
        page.open(f"{service.url}/docs")
        until(lambda: bool(page.evaluate(TEXTS % (DOCUMENTED, "true"))), "operations at /docs")
        shown = listed(page.evaluate(TEXTS % (DOCUMENTED, NAME)))
        page.screenshot("light", REPORT / f"screenshots/{api}-docs.png")  # it knows no dark
    assert sorted(map(str, shown)) == sorted(names(api))
    assert not page.problems, "\n".join(page.problems)
