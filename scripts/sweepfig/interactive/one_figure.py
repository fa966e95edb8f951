"""Draw one figure of a sweep, without an output folder, and show it in a notebook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from mimetypes import MimeTypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sweepfig.batch.render import read_slices, render_targets
from sweepfig.config import settings
from sweepfig.core import storage
from sweepfig.core.errors import UserError
from sweepfig.core.threads import alone
from sweepfig.drawing.file.provenance import ENDINGS
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.interactive.public_names import PublicNames
from sweepfig.interactive.request import (
    Entries,
    Request,
    add_figure_settings,
    facet_of_maps,
    named_arguments,
    ordinate_of,
    plain,
)
from sweepfig.interactive.sweep_file import doubts_about, files_of, guessed, said_as_data
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOURCE = "sweepfig.figure"  # in messages, in place of a config file


class DrawnFigure(PublicNames):
    """One figure of a sweep; a notebook shows it.

    Attributes
    ----------
    name : str
        Its path in the output folder of `sweepfig.draw`; of `sweepfig.redraw` its file's name.
    content : bytes
        Its file, the same byte for byte.
    data : Slice
        What it shows: the numbers and texts.
    doubts : tuple of str
        Guesses to look at, such as a variable that was left out.
    """

    def __init__(
        self,
        name: str,
        content: bytes,
        data: Slice,
        look: Look,
        doubts: Sequence[str] = (),
        kept: object = None,
    ) -> None:
        self.name, self.content, self.data, self._look = name, content, data, look
        self.doubts = tuple(doubts)
        # A temporary folder that goes when this figure does: its look names files there.
        self._kept = kept

    def save(self, path: str | Path) -> Path:
        """Write the figure's file, and return its path.

        Raises
        ------
        UserError
            If the name ends as another format's files do: the figure is drawn already.
        """
        path = Path(path)
        _check_ending(path, self._look.format)
        storage.write(path, self.content, temporary=path.parent)
        return path

    def to_matplotlib(self) -> Figure:
        """Return the figure as matplotlib's, with one Axes, to add to it or to change it.

        It is drawn in the style of the sweep. What matplotlib looks up when it saves or shows a figure is
        taken from your own settings.
        """
        from sweepfig.drawing import kinds
        from sweepfig.drawing.rc_context import drawing_style

        with drawing_style(self._look):
            return kinds.draw(self._look, kinds.load(self._look.kind), self.data.copy())

    def __repr__(self) -> str:
        lines = [f"<figure {self.name}, {len(self.content)} bytes>", *map(guessed, self.doubts)]
        return "\n".join(lines)

    def _repr_png_(self) -> bytes | None:
        return self.content if self._look.format == "png" else None

    def _repr_svg_(self) -> str | None:
        return self.content.decode() if self._look.format == "svg" else None


@alone("call")
def figure(
    data: Any,
    curves: Entries = (),
    axes: Entries = (),
    x: str | None = None,
    y: str | None = None,
    *,
    select: Mapping[str, Any] | None = None,
    point: Mapping[str, Any] | None = None,
    **point_and_figure: Any,
) -> DrawnFigure:
    """Draw the figure of one point of a sweep, as `sweepfig.draw` would; write no file.

    Parameters
    ----------
    data, curves, axes, x, y, select
        As for `sweepfig.draw`.
    point : mapping, optional
        A value for each axis, where an axis has a name that can't be an argument.
    **point_and_figure
        A value for each axis, as ``k=0.33, nu=1e-5``; an axis of one value needs none. All other names are
        keys of a config's section `figure`, as for `sweepfig.draw`.

    Raises
    ------
    UserError
        If an argument does not fit the data, the axes' values name no point or several, or the figure
        can't be drawn.
    """
    further = facet_of_maps(y, point_and_figure)
    request = Request(curves, axes, x, ordinate_of(y, point_and_figure), select or {}, further)
    with tempfile.TemporaryDirectory(prefix="sweepfig-") as folder:
        files = files_of(data, request.given, folder)
        with said_as_data(files):
            config, doubts = request.config(files, folder)
            doubts += doubts_about(data, request.given)
            names = [axis["dimension"] for axis in config["sweep"]["axes"]]
            own = {name: value for name, value in point_and_figure.items() if name not in names}
            others = [*named_arguments(figure), *names]
            add_figure_settings(config, own, source=SOURCE, others=others)
            at = {name: value for name, value in point_and_figure.items() if name in names}
            checked = settings.check(config, source=SOURCE, what="the arguments are")
            return _draw(checked, folder, {**at, **(point or {})}, doubts)


def _draw(
    checked: settings.Settings, folder: str, point: Mapping[str, Any], doubts: Sequence[str]
) -> DrawnFigure:
    plan_path = ensure_plan(checked, folder)
    plan = load(plan_path)
    target = _target(plan, point)
    if plan.has_users_functions:
        # This process may have imported what the function calls before that was edited.
        (row,) = draw_plan(plan_path, processes=1, chosen=np.array([target])).rows
    else:
        (row,) = (each.row for each in render_targets(plan, folder, range(target, target + 1)))
    if not row.has_figure:
        raise UserError(f"{SOURCE}: {row.figure} can't be drawn: {row.cause}")
    ((_, data),) = read_slices(plan, range(target, target + 1))
    if isinstance(data, Exception):  # the file was read a moment ago
        raise data
    content = storage.read(Path(folder) / row.figure)
    return DrawnFigure(row.figure, content, data, plan.look, doubts)


def _check_ending(path: Path, form: str) -> None:
    """Refuse a name that ends as files of another format do; an unknown ending may be part of the name."""
    known = MimeTypes()  # without the system's list, to which `.3` is a page of a manual
    said = known.guess_type(path.name, strict=False)
    if said in ((None, None), known.guess_type(f"figure.{form}")):
        return
    ending = path.suffix.lower()
    other = f", or draw the figure with format={ending[1:]!r}" if ending in ENDINGS else ""
    raise UserError(
        f"save: got {path}, but the figure is of format {form}; a name that ends in .{form} is allowed{other}"
    )


def _target(plan: Plan, point: Mapping[str, Any]) -> int:
    """Return the index of the only target at some axes' values."""
    selection = Selection({name: (str(plain(value)),) for name, value in point.items()})
    try:
        chosen = selection.targets(plan)
    except UserError as error:
        raise UserError(f"{SOURCE}: {str(error).removeprefix('only: ')}") from None
    count = plan.n_targets if chosen is None else len(chosen)
    if count > 1:
        open_axes = [each for each in plan.axes if each.name not in point and len(each.values) > 1]
        said = ", ".join(f"{each.name} (as {each.values[0]!s})" for each in open_axes or plan.axes)
        raise UserError(
            f"{SOURCE}: {count} figures are at {dict(point)}; one value is needed of {said}"
        )
    return 0 if chosen is None else int(chosen[0])
