"""A page as a reader meets it: opened in headless Chromium, which says what it asked for and what went wrong."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """Chromium, spoken to through two pipes: a command of its DevTools protocol a line, each ended by a NUL."""

    def __init__(self, to_it: int, from_it: int) -> None:
        self._to_it = open(to_it, "wb", buffering=0)  # noqa: SIM115 - closed by close
        self._from_it = open(from_it, "rb")  # noqa: SIM115
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """The answer to a command; what happens in the meantime is kept in `events`."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._to_it.write(json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        message = bytearray()
        while (byte := self._from_it.read(1)) != b"\0":
            assert byte, "Chromium has ended"
            message += byte
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, path: Path, width: int, scheme: str = "light") -> None:
        """Show a file, in a window so many pixels wide and in a `light` or `dark` colour scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def complaints(self) -> list[dict[str, Any]]:
        """Errors, warnings and messages since the page was opened."""
        said = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [event["params"] for event in self.events if event["method"] in said]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the page was opened, its own among them."""
        sent = (event for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in sent]

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF")["data"])

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def close(self) -> None:
        self._to_it.close()
        self._from_it.close()


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """A Chromium whose settings lie in a folder of their own; ended with the context."""
    assert CHROMIUM
    its_input, to_it = os.pipe()
    from_it, its_output = os.pipe()

    def as_three_and_four() -> None:
        first, second = os.dup(its_input), os.dup(its_output)
        os.dup2(first, 3)
        os.dup2(second, 4)

    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={home}", "--no-first-run", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(3, 4),
        preexec_fn=as_three_and_four,
    )
    os.close(its_input)
    os.close(its_output)
    opened = Browser(to_it, from_it)
    try:
        yield opened
    finally:
        opened.close()
        process.kill()
        process.wait()
