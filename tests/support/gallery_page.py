"""Use the gallery's page as a reader does, and say what it shows."""

from __future__ import annotations

import base64
import json
import math
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from browser import Browser
from sweepfig.batch.row import Row
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import from_document, to_json
from sweepfig.report.gallery.index import index_html, index_js


def here(page: Browser) -> str:
    """Return the address of the figure that is shown, within the folder."""
    return inside(page.run("document.querySelector('#here img').src"))


def inside(source: str, parts: int = 2) -> str:
    """Return the last parts of an address."""
    return "/".join(unquote(source).split("/")[-parts:])


def text(page: Browser, name: str) -> str:
    """Return the words in an element."""
    return str(page.run(f"document.getElementById({name!r}).textContent"))


def listed(page: Browser) -> list[str]:
    """Return the words of each thumbnail in the list."""
    found: list[str] = page.run(
        "[...document.querySelectorAll('.thumb')].map((t) => t.textContent)"
    )
    return found


def choose(page: Browser, name: str, value: str) -> None:
    """Choose an option of a select by its words."""
    page.run(
        f"(() => {{ const s = document.getElementById({name!r});"
        f" s.value = [...s.options].find((o) => o.text === {value!r}).value;"
        " s.dispatchEvent(new Event('change')); })()"
    )


def write(page: Browser, name: str, text: str) -> None:
    """Write into a field."""
    page.run(f"document.getElementById({name!r}).focus()")
    page.send("Input.insertText", text=text)


def press_button(page: Browser, selector: str) -> None:
    """Press a button, as a reader does who sees it."""
    page.run(f"document.querySelector({json.dumps(selector)}).click()")


def show_view(page: Browser, name: str) -> None:
    """Choose one of the views ``list``, ``grid`` and ``parallel``."""
    press_button(page, f"#views [value={name}]")
    at_rest(page)


def unfold(page: Browser, part: str) -> None:
    """Open a part of the left column, such as ``histogram``, and bring it in sight."""
    page.run(f"document.getElementById('{part}-part').open = true")
    at_rest(page)
    page.run(f"document.getElementById('{part}-part').scrollIntoView()")


def settle(page: Browser) -> None:
    """Wait until what was asked to be drawn has been drawn."""
    page.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")


def at_rest(page: Browser) -> None:
    """Wait until the figures looked at have loaded: what lies below them moves then."""
    page.wait("[...document.querySelectorAll('#view img')].every((image) => image.complete)")
    settle(page)


def area(page: Browser, selector: str) -> list[float]:
    """Return where an element is in the window: left, top, right, bottom, in pixels."""
    found: list[float] = page.run(
        f"(() => {{const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
        "return [r.left, r.top, r.right, r.bottom]})()"
    )
    return found


def link(page: Browser) -> str:
    """Return the part of the address that says what is looked at."""
    return unquote(str(page.run("location.hash"))).replace("+", " ")


def reopen(page: Browser) -> None:
    """Open the same address anew."""
    page.open(str(page.run("location.href")))


def shown(page: Browser) -> Any:
    """Return how many targets are chosen, in words."""
    return text(page, "shown")


def large(drawn: tuple[Plan, list[Row], Path], count: int) -> tuple[Plan, list[Row]]:
    """Return the plan and rows of a sweep with so many targets, of which nothing is drawn."""
    document = json.loads(to_json(drawn[0]))
    for axis, length in zip(document["axes"], (count // 100, 100), strict=True):
        axis["values"] = {"dtype": "<f8", "values": list(np.linspace(0, 1, length))}
        axis["path"] = "{value}"
    plan = from_document(document)
    numbers = np.random.default_rng(0).random((count, len(plan.measures))).tolist()
    rows = [Row("", "", 0, "ok", numbers=tuple(each)) for each in numbers]
    return plan, rows


def write_page(folder: Path, plan: Plan, rows: list[Row]) -> None:
    """Write the page and its data into a folder without figures."""
    (folder / "index.html").write_text(index_html(plan, rows))
    (folder / "index.js").write_text(index_js(plan, rows))


def boxes(page: Browser, inside: str, act: str) -> list[tuple[str, float, float, float]]:
    """Return the words that canvases within an element draw once a script has been run.

    Each with its left and right end and its height in the canvas.
    """
    said: list[tuple[str, float, float, float]] = page.run(
        """((inside, act) => {
        const said = [], real = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (words, x, y) {
          if (this.canvas.closest(inside)) {
            const place = this.getTransform().transformPoint({ x, y }), wide = this.measureText(words).width;
            const left = place.x - wide * { left: 0, center: 0.5, right: 1 }[this.textAlign];
            said.push([words, left, left + wide, place.y]);
          }
          return real.apply(this, arguments);
        };
        return new Promise((r) => {
          act();
          requestAnimationFrame(() => requestAnimationFrame(() => {
            CanvasRenderingContext2D.prototype.fillText = real; r(said); }));
        });
    })"""
        f"({json.dumps(inside)}, () => {act})"
    )
    return said


def painted(page: Browser, inside: str, act: str) -> list[str]:
    """Return the words alone."""
    return [words for words, *_ in boxes(page, inside, act)]


def sketch(
    folder: Path,
    drawn: tuple[Plan, list[Row], Path],
    axes: dict[str, list[str]],
    numbers: dict[str, Any],
    **more: Any,
) -> str:
    """Write the page of a sweep of which nothing is drawn; return its address.

    `axes` are the values in words by label, `numbers` a value for each target by name; `more`
    replaces what else index.js holds.
    """
    plan, rows, _ = drawn
    write_page(folder, plan, rows)
    began, end = "window.SWEEP = ", ";\n"
    held = (folder / "index.js").read_text().removeprefix(began).removesuffix(end)
    ok = bytes(math.prod(map(len, axes.values())))
    document = json.loads(held) | {
        "axes": [
            {
                "label": label,
                "written": written,
                "pieces": [f"{label}={value}" for value in written],
                "caption": f"{label} = {{}}",
            }
            for label, written in axes.items()
        ],
        "numbers": [
            {
                "name": name,
                "kind": name,
                "curve": 0,
                "units": "",
                "signed": False,
                "values": base64.b64encode(np.asarray(values, "<f8").tobytes()).decode(),
            }
            for name, values in numbers.items()
        ],
        "status": base64.b64encode(ok).decode(),
        "first": -1,
        **more,
    }
    (folder / "index.js").write_text(f"{began}{json.dumps(document)}{end}")
    return (folder / "index.html").as_uri()
