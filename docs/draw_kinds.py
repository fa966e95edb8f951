"""Draw the pictures of kinds.md, each from the config that the page shows before it.

A hook of MkDocs (`hooks` in mkdocs.yml). The program itself draws, from a small sweep that is made here:
what the page shows is what the config beside it gives, with this version.

    python docs/draw_kinds.py FOLDER

draws the same pictures into a folder. Those of README.md lie in docs/pictures, for a README is shown
where nothing is built: `python docs/draw_kinds.py` draws these anew.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import xarray as xr
import yaml

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "scripts"))

from sweepfig.batch.render import render_targets  # noqa: E402
from sweepfig.config import settings  # noqa: E402
from sweepfig.fallback import ensure_plan  # noqa: E402
from sweepfig.plan.plan_file import load  # noqa: E402

PAGE = DOCS / "kinds.md"
IN_README = ("contourf", "facet", "histogram", "own", "print")
PIECES = re.compile(
    r"^```(?P<language>yaml|python)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$"
    r"|^!\[[^\]]*\]\(kinds/(?P<picture>[\w-]+)(?P<twin>\.[\w=+-]+)?\.png\)",
    flags=re.DOTALL | re.MULTILINE,
)


class Example(NamedTuple):
    """A picture's name, and the config that draws it; if it is of a twin, what its name ends in."""

    name: str
    config: dict[str, Any]
    twin: str = ""


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pictures to the files of the site."""
    from mkdocs.structure.files import File

    folder = Path(tempfile.mkdtemp(prefix="kinds-"))
    try:
        for picture in draw(folder):
            name = f"kinds/{picture.name}"
            files.append(File.generated(config, name, content=picture.read_bytes()))
    finally:
        shutil.rmtree(folder)
    return files


def draw(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Draw the examples of the page, all or those named, each the first target of its sweep.

    Returns
    -------
    list of Path
        The pictures, ``NAME.png`` in the folder.
    """
    text = PAGE.read_text(encoding="utf-8")
    write_sweeps(folder)
    for title, content in titled(text):
        (folder / title).write_text(content, encoding="utf-8")
    wanted = [example for example in examples(text) if not names or example.name in names]
    with contextlib.chdir(folder):
        return [draw_example(folder, example) for example in wanted]


def titled(text: str) -> Iterator[tuple[str, str]]:
    """Yield each Python file that a page shows: its name and its content."""
    for piece in PIECES.finditer(text):
        if piece["language"] == "python" and piece["title"]:
            yield piece["title"], piece["text"]


def examples(text: str) -> Iterator[Example]:
    """Yield a page's pictures with the YAML before each, laid over the page's first."""
    base: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for piece in PIECES.finditer(text):
        if piece["language"] == "yaml":
            last = yaml.safe_load(piece["text"])
            base = base or last
        elif piece["picture"]:
            yield Example(piece["picture"], {**base, **last}, piece["twin"] or "")


def draw_example(folder: Path, example: Example) -> Path:
    """Draw one example's first target, in the folder; return the picture."""
    output = f"drawn/{example.name}"
    checked = settings.check(
        {**example.config, "output": output}, source=f"{PAGE.name}: {example.name}"
    )
    plan = load(ensure_plan(checked, output))
    (outcome,) = render_targets(plan, output, range(1))
    if outcome.row.status != "ok":
        raise ValueError(f"{PAGE.name}: {example.name} is not drawn: {outcome.row.cause}")
    figure = Path(output, outcome.row.figure)
    ending = f"{example.twin}.png"
    return figure.with_name(f"{figure.stem}{ending}").rename(folder / f"{example.name}{ending}")


def write_sweeps(folder: Path) -> None:
    """Write what the examples draw: sweep.nc, of lines; field, wave, tokamak and spread.nc, of fields.

    Driven waves: a response |1 / epsilon| with epsilon = 1 - omega_0^2 / (omega (omega + i gamma)), omega_0^2
    = 1 + 3 k^2, gamma = 0.02 + nu; and a model with a wider resonance. The field: two beams of electrons
    that have trapped one another. The wave: a packet with omega^2 = 1 + 3 k^2 that is damped; and a model of
    it that is damped less. In the tokamak: modes psi (1 - psi) cos(m theta) between flux surfaces. What
    spreads: a density that diffuses in two dimensions, while it rotates with the flow.
    """
    k, nu = np.array([0.33, 0.36]), np.array([1e-3, 1e-2])
    omega = np.linspace(0.7, 1.7, 401)
    root = np.sqrt(1 + 3 * k**2)
    axes = np.ix_(k, nu, omega)
    curves = {
        "simulated": response(*axes, width=0.02),
        "model": response(*axes, width=0.035),
    }
    about = {"long_name": r"$|1 / \epsilon|$"}
    xr.Dataset(
        {
            **{name: (("k", "nu", "omega"), each, about) for name, each in curves.items()},
            "root": ("k", root),
            "temperature": ("k", 12.5 * k),
        },
        {"k": k, "nu": nu, "omega": ("omega", omega, {"long_name": r"$\omega / \omega_p$"})},
    ).to_netcdf(folder / "sweep.nc")
    time, x, v = np.array([20.0, 40.0]), np.linspace(0, 4 * np.pi, 160), np.linspace(-4, 4, 120)
    t, v_, x_ = np.meshgrid(time, v, x, indexing="ij")
    energy = v_**2 / 2 - (0.5 + t / 40) * np.cos(x_)
    field = np.exp(-((energy - 2.2) ** 2) / 1.5)
    labels = {"x": ("x", x, {"long_name": r"$x / \lambda_D$"}), "time": time}
    xr.Dataset(
        {"f": (("time", "v", "x"), field)},
        {**labels, "v": ("v", v, {"long_name": r"$v / v_{th}$"})},
    ).to_netcdf(folder / "field.nc")
    wave_number, time, x = np.array([0.3, 0.4]), np.linspace(0, 40, 81), np.linspace(0, 60, 241)
    packet = wave_packet(*np.ix_(wave_number, time, x))
    damping = {name: np.exp(-rate * time)[:, None] for name, rate in DAMPING.items()}
    xr.Dataset(
        {
            name: (("k", "time", "x"), packet * damping[name], {"long_name": "$E$", "units": "V/m"})
            for name in DAMPING
        },
        {
            "k": wave_number,
            "time": ("time", time, {"units": r"$\omega_p^{-1}$"}),
            "x": ("x", x, {"units": r"$\lambda_D$"}),
        },
    ).to_netcdf(folder / "wave.nc")
    write_tokamak(folder / "tokamak.nc")
    write_spread(folder / "spread.nc")


def write_spread(path: Path) -> None:
    """Write a density from two sources that spreads over x and y, for some diffusivities."""
    diffusivity, times, along = (
        np.array([0.02, 0.05]),
        np.linspace(0, 9, 10),
        np.linspace(-3, 3, 60),
    )
    d, t, y, x = np.ix_(diffusivity, times, along, along)
    width = 0.2 + 4 * d * t
    sources = [(1.2 * np.cos(t / 6 + turn), 1.2 * np.sin(t / 6 + turn)) for turn in (0, np.pi)]
    density = sum(np.exp(-((x - x0) ** 2 + (y - y0) ** 2) / width) / width for x0, y0 in sources)
    xr.Dataset(
        {"n": (("D", "time", "y", "x"), density, {"long_name": "density"})},
        {"D": diffusivity, "time": times, "y": along, "x": along},
    ).to_netcdf(path)


def write_tokamak(path: Path) -> None:
    """Write modes over R and Z, the positions of each point of psi and theta."""
    mode, psi, theta = np.ix_(
        np.array([3, 5]), np.linspace(0, 1, 40), np.linspace(0, 2 * np.pi, 181)
    )
    bent = theta[0] + 0.4 * np.sin(theta[0])
    r, z = 3 + psi[0] * np.cos(bent), 1.6 * psi[0] * np.sin(theta[0])
    xr.Dataset(
        {"phi": (("mode", "psi", "theta"), 4 * psi * (1 - psi) * np.cos(mode * theta))},
        {
            "R": (("psi", "theta"), r, {"long_name": "R", "units": "m"}),
            "Z": (("psi", "theta"), z, {"long_name": "Z", "units": "m"}),
            "mode": [3, 5],
        },
    ).to_netcdf(path)


DAMPING = {"simulated": 0.03, "model": 0.02}


def wave_packet(k: Any, time: Any, x: Any) -> Any:
    """Return a packet of waves that travels at its group velocity, see `write_sweeps`."""
    omega = np.sqrt(1 + 3 * k**2)
    return np.cos(k * x - omega * time) * np.exp(-(((x - 15 - 3 * k / omega * time) / 12) ** 2))


def response(k: Any, nu: Any, omega: Any, *, width: float) -> Any:
    """Return abs(1 / epsilon), see `write_sweeps`."""
    epsilon = 1 - (1 + 3 * k**2) / (omega * (omega + 1j * (width + nu)))
    return np.abs(1 / epsilon)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures"
        target.mkdir(parents=True, exist_ok=True)
        for made in draw(Path(scratch), () if len(sys.argv) > 1 else IN_README):
            shutil.copy(made, target / made.name)
            print(target / made.name)
