"""A real Chromium without a window, driven by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol)."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path

import httpx
from PIL import Image
from pydantic import BaseModel, JsonValue
from websockets.sync.client import ClientConnection, connect

from tests.support.commands import PATIENCE, until

WIDTH, HEIGHT = 1440, 900
"""A common screen, in pixels."""
OWN = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:")
"""Where everything that a page asks for has to be."""
KEYS = {"Tab": 9, "ArrowDown": 40}
NONE = (
    "There is no Chromium: install it, on Debian with `apt-get install chromium`, or say in CHROMIUM_PATH where it is."
)


class Message(BaseModel):
    """What Chromium says: the answer to a call, which has its number, or an event, which has a name."""

    id: int = 0
    method: str = ""
    params: dict[str, JsonValue] = {}
    result: dict[str, JsonValue] = {}
    error: JsonValue = None


class Evaluated(BaseModel):
    """What a script yields."""

    value: JsonValue = None


class Page:
    """A page, and what went wrong on it: errors and warnings of the console, and requests that left this machine."""

    def __init__(self, socket: ClientConnection) -> None:
        self.problems: list[str] = []
        self._socket = socket
        self._numbers = count(1)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self._call("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)

    def open(self, url: str) -> None:
        """Open a page, until it and all that it needs is there."""
        told = self._call("Page.navigate", url=url)
        assert "errorText" not in told, f"{url}: {told['errorText']}"
        until(lambda: self.evaluate("document.readyState") == "complete", f"the whole of {url}")

    def evaluate(self, script: str) -> JsonValue:
        """Return what a script yields on the page."""
        told = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, f"{script}: {told['exceptionDetails']}"
        return Evaluated.model_validate(told["result"]).value

    def screenshot(self, scheme: str, path: Path) -> None:
        """Take a picture of what a screen shows of the page, `light` or `dark`."""
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        path.parent.mkdir(parents=True, exist_ok=True)
        taken = base64.b64decode(str(self._call("Page.captureScreenshot")["data"]))
        Image.open(BytesIO(taken)).quantize(256).save(path, optimize=True)  # half as large, and looks the same

    def press(self, key: str) -> None:
        """Press a key that writes nothing, such as `Tab`, and let it go."""
        for kind in ("rawKeyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key])

    def _call(self, method: str, **params: JsonValue) -> dict[str, JsonValue]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (message := Message.model_validate_json(self._socket.recv(PATIENCE))).id != number:
            self._note(message)
        assert message.error is None, f"{method}: {message.error}"
        return message.result

    def _note(self, event: Message) -> None:
        params = event.params
        if event.method == "Network.requestWillBeSent" and isinstance(request := params["request"], dict):
            if not str(request["url"]).startswith(OWN):
                self.problems.append(f"it asks for {request['url']}")
        elif event.method == "Runtime.consoleAPICalled" and params["type"] in {"error", "warning", "assert"}:
            self.problems.append(f"the console has: {params['args']}")
        elif event.method in {"Runtime.exceptionThrown", "Log.entryAdded"}:
            self.problems.append(f"the console has: {next(iter(params.values()))}")


@contextmanager
def chromium() -> Iterator[str]:
    """Run Chromium until the end of the block; yield the address of its DevTools. It reaches 127.0.0.1 alone."""
    program = shutil.which(os.environ.get("CHROMIUM_PATH") or "chromium")
    assert program, NONE
    options = [
        "--headless",
        "--no-sandbox",  # which root cannot have; all pages are ours
        "--disable-dev-shm-usage",  # a container's is too small
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--remote-debugging-port=0",
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log, told = Path(folder) / "log", Path(folder) / "DevToolsActivePort"
        with (
            log.open("w") as output,
            subprocess.Popen([program, *options, f"--user-data-dir={folder}"], stdout=output, stderr=output) as child,
        ):
            try:
                until(lambda: _has_said(told, child, log), f"{program} to be ready")
                yield f"http://127.0.0.1:{told.read_text().split()[0]}"
            finally:
                child.terminate()
                child.wait(PATIENCE)


def _has_said(told: Path, child: subprocess.Popen[bytes], log: Path) -> bool:
    assert child.poll() is None, f"Chromium ended with {child.returncode}:\n{log.read_text()}"
    return told.exists() and "/devtools/" in told.read_text()


class Target(BaseModel):
    """A page that Chromium has, and where to drive it."""

    webSocketDebuggerUrl: str  # noqa: N815  # as DevTools call it


@contextmanager
def new_page(devtools: str) -> Iterator[Page]:
    """Open an empty page until the end of the block."""
    told = httpx.put(f"{devtools}/json/new", trust_env=False)
    with connect(Target.model_validate_json(told.content).webSocketDebuggerUrl, max_size=None, proxy=None) as socket:
        yield Page(socket)
