"""A headless Chromium, spoken to over a pipe in its DevTools protocol: no driver, no package.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONGEST = 30.0
KEYS = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Tab": 9, "Enter": 13}
KEYS |= {"Escape": 27, "Home": 36, "End": 35, "PageUp": 33, "PageDown": 34}


def find() -> str | None:
    """Return the browser's path."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page of a browser.

    Attributes
    ----------
    faults : list of str
        What the console was told: errors, warnings, uncaught exceptions.
    requests : list of str
        The address of everything that was asked for.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, os.fdopen(answers, "rb", buffering=0)
        self._buffer, self._count, self._session = b"", 0, ""
        self.faults: list[str] = []
        self.requests: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        """Say something and return the answer."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._count:
                assert "error" not in heard, heard
                return heard["result"]

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = self._answers.read(1 << 20)
            assert piece, "the browser is gone"
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\0")
        heard = json.loads(line)
        what = heard.get("params", {})
        match heard.get("method"):
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(what["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if what["type"] in ("error", "warning", "assert"):
                self.faults.append(json.dumps(what["args"]))
            case "Log.entryAdded" if what["entry"]["level"] in ("error", "warning"):
                self.faults.append(what["entry"]["text"])
            case "Network.requestWillBeSent":
                self.requests.append(what["request"]["url"])
        return heard

    def open(self, address: str) -> float:
        """Open a page; return the seconds until it was drawn."""
        began = time.perf_counter()
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")
        # Two frames later, what was asked to be drawn has been drawn.
        self.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
        return time.perf_counter() - began

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression comes to."""
        told = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + LONGEST
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < end, f"{condition} did not come true"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Press a key, as a keyboard does."""
        code = KEYS.get(key, ord(key[0].upper()))
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        common = {"key": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def click(self, x: float, y: float) -> None:
        """Click a place of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def drag(self, *places: tuple[float, float]) -> None:
        """Press the mouse's button at the first place, move over the others, let go at the last."""
        for n, (x, y) in enumerate(places):
            kind = "mouseMoved" if n else "mousePressed"
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1)
        x, y = places[-1]
        self.send("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button="left")

    def prefer(self, **features: str) -> None:
        """Have the system prefer something, such as ``color_scheme="dark"``; nothing: as it is."""
        wanted = [
            {"name": f"prefers-{name.replace('_', '-')}", "value": value}
            for name, value in features.items()
        ]
        self.send("Emulation.setEmulatedMedia", features=wanted)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )


@contextmanager
def started(program: str, profile: Path) -> Iterator[Browser]:
    """Start a browser that keeps its own things in a folder; end it afterwards."""
    to_browser, commands = os.pipe()
    answers, from_browser = os.pipe()
    arguments = [
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--remote-debugging-pipe", "--no-first-run", f"--user-data-dir={profile}"),
    ]
    # It reads from descriptor 3 and answers on 4; moved up first, lest one overwrites the other.
    above = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser, from_browser)]
    process = subprocess.Popen(
        [program, *arguments],
        preexec_fn=lambda: [os.dup2(end, number) for number, end in enumerate(above, 3)],
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(profile)},
    )
    for end in (to_browser, from_browser, *above):
        os.close(end)
    try:
        yield Browser(commands, answers)
    finally:
        process.terminate()
        process.wait(timeout=LONGEST)
        os.close(commands)
