"""Tell the versions of all that decides what figures look like, and where each program is from."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from importlib import metadata
from typing import NamedTuple

from sweepfig.core.digests import version
from sweepfig.drawing.user_modules import Modules
from sweepfig.plan.plan import Plan

ADDRESS = "https://github.com/sweepfig/sweepfig"
ADDRESSES = {  # of the packages that decide pixels, bytes and numbers
    "contourpy": "https://contourpy.readthedocs.io",
    "matplotlib": "https://matplotlib.org",
    "netCDF4": "https://unidata.github.io/netcdf4-python",
    "numpy": "https://numpy.org",
    "pillow": "https://python-pillow.github.io",
    "xarray": "https://xarray.dev",
    "zlib-ng": "https://github.com/zlib-ng/zlib-ng",
}


class Program(NamedTuple):
    """A program or package: its name, its version and its address, which is empty if it is not known."""

    name: str
    version: str
    address: str = ""


def sweepfig(version: str) -> Program:
    """Return this program, given its version."""
    return Program("sweepfig", version, ADDRESS)


def python() -> Program:
    """Return the Python that runs."""
    return Program("Python", platform.python_version(), "https://www.python.org")


def packages(plan: Plan) -> Iterator[Program]:
    """Yield the packages that draw and measure, and those that the user's functions import."""
    for name, address in ADDRESSES.items():
        yield Program(name, version(name), address)
    kinds = {look.kind for look in plan.looks} | {plan.numbers or ""}
    users = set().union(*(Modules(kind).installed for kind in kinds))
    packed_in = metadata.packages_distributions() if users else {}
    of_users = {name for module in users for name in packed_in.get(module, [])}
    for name in sorted(of_users - {*ADDRESSES}):
        yield Program(name, version(name))


def requirements_txt(programs: Sequence[Program]) -> str:
    """Return versions as pip reads them: the text of requirements.txt.

    Of this program there is only a comment: no registry has it.
    """
    own = [
        f"# {own.name} {own.version}: {own.address}" for own in programs if own.address == ADDRESS
    ]
    others = [f"{each.name}=={each.version}" for each in programs if each.address != ADDRESS]
    return "\n".join([f"# Python {python().version}", *own, *others]) + "\n"
