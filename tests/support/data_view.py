"""Point, drag and read in the gallery where it shows the data of slices."""

from __future__ import annotations


def shown(page, *targets):
    """Wait until the data of targets are shown, given by their figures' paths without ending."""
    page.wait(f"document.querySelector('.data')?.dataset.shown === {'|'.join(targets)!r}")


def point(page, x, y=0.5, *, kind="mouseMoved", plot=".plot", **more):
    """Move the mouse over the plotting area, to a share of its width and height."""
    left, top, wide, high = page.run(
        f"(() => {{ const r = document.querySelector('{plot} .u-over').getBoundingClientRect();"
        "return [r.left, r.top, r.width, r.height] })()"
    )
    page.send("Input.dispatchMouseEvent", type=kind, x=left + x * wide, y=top + y * high, **more)


def drag(page, begin, end, modifiers=0):
    held = {"button": "left", "buttons": 1, "clickCount": 1, "modifiers": modifiers}
    point(page, *begin, kind="mousePressed", **held)
    for share in (0.5, 1):
        place = [a + share * (b - a) for a, b in zip(begin, end, strict=True)]
        point(page, *place, kind="mouseMoved", **held)
    point(page, *end, kind="mouseReleased", **held)


def frames(page):
    page.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")


def legend(page):
    """Return the legend's words with the values under the pointer."""
    frames(page)
    rows = page.run(
        "[...document.querySelectorAll('.u-legend .u-series')].map((row) => "
        "[row.querySelector('.u-label').textContent, row.querySelector('.u-value').textContent])"
    )
    return dict(rows)


def place(page, x):
    """Return the abscissa at a share of the plot's width."""
    point(page, x)
    return float(legend(page)["drive frequency"].split()[0])


def text(page, name):
    frames(page)
    return page.run(f"document.getElementById('data-{name}').textContent")


def tick(page, words):
    """Click a check box by the words beside it."""
    page.run(
        "[...document.querySelectorAll('.data-controls label')]"
        f".find((label) => label.textContent.trim() === {words!r}).click()"
    )
