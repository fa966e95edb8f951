"""One batch: read its slices, skip the figures that are current, draw the others, save them.

Both paths and the library call come through here; they differ only in who calls.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from sweepfig import names, storage
from sweepfig.errors import UserError
from sweepfig.figures import drawing_style
from sweepfig.manifest import Outcome, Row
from sweepfig.plan import FileStamp, Plan, Target
from sweepfig.saving import Painter, recorded_digest
from sweepfig.slices import Slice
from sweepfig.sweep import Reader

log = logging.getLogger(__name__)


def render_targets(
    plan: Plan, output: str | Path, which: range, *, check_only: bool = False
) -> list[Outcome]:
    """Bring a run of targets' figures up to date, and say what became of each.

    A slice that can't be read or drawn is an outcome like others; it stops nothing.

    Parameters
    ----------
    plan : Plan
    output : str or Path
        The output folder.
    which : range
        The targets, by number.
    check_only : bool
        Draw nothing: a figure that is not current is then a failure.

    Raises
    ------
    UserError
        If a sweep file is no longer the one that the plan was made from.
    """
    _check_files(plan)
    output = Path(output)
    storage.remove_leftovers(names.temporary_folder(output))
    with drawing_style(plan.look):
        painter = Painter(plan.look)
        return [
            _render(plan, output, painter, target, data, check_only)
            for target, data in _slices(plan, which)
        ]


def _render(
    plan: Plan,
    output: Path,
    painter: Painter,
    target: Target,
    data: Slice | Exception,
    check_only: bool,
) -> Outcome:
    path = output / target.figure
    try:
        if isinstance(data, Exception):
            raise data
        digest = data.digest(ink=plan.ink)
        is_current = recorded_digest(path) == digest
        if not is_current:
            if check_only:
                raise FileNotFoundError("not drawn")
            content = painter.file_bytes(data, digest)
            storage.write(path, content, temporary=names.temporary_folder(output))
        row = Row(target.figure, digest, path.stat().st_size, "empty" if data.is_empty else "ok")
        return Outcome(row, drawn=not is_current)
    except Exception as error:
        log.debug("%s", target.figure, exc_info=True)
        return Outcome(Row(target.figure, "", 0, "failed", _explain(error)), drawn=False)


def _slices(plan: Plan, which: range) -> Iterator[tuple[Target, Slice | Exception]]:
    labels = tuple(source.label for source in plan.sources)
    size = len(plan.abscissa) * (1 if plan.ordinate is None else len(plan.ordinate))
    with Reader(plan.sources, size) as reader:
        for index, curves in reader.targets(plan.shape, which):
            target = plan.target(index)
            if isinstance(curves, Exception):
                yield target, curves
                continue
            yield (
                target,
                Slice(
                    abscissa=plan.abscissa,
                    ordinate=plan.ordinate,
                    curves=tuple(curves),
                    labels=labels,
                    title=target.title,
                    xlabel=plan.xlabel,
                    ylabel=plan.ylabel,
                    point=target.point,
                ),
            )


def _check_files(plan: Plan) -> None:
    for stamp in plan.files:
        now = FileStamp.of(stamp.path)
        if (now.size, now.mtime_ns) != (stamp.size, stamp.mtime_ns):
            raise UserError(
                f"{stamp.path}: the sweep file was changed or removed after the plan was made; run again"
            )


def _explain(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def describe_failures(rows: Sequence[Row], *, most: int = 20) -> list[str]:
    """Return a line for each failed target, the first `most` of them."""
    failed = [row for row in rows if row.status == "failed"]
    lines = [f"  {row.figure}: {row.cause}" for row in failed[:most]]
    if len(failed) > most:
        lines.append(f"  ... and {len(failed) - most} more")
    return lines
