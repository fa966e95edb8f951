"""Write a proposal as the text of a config, with a comment that gives the reason for each choice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sweepfig.core.digests import digest_of
from sweepfig.plan.plan import Plan
from sweepfig.propose.proposed import KIND_OF_MAPS, Proposal

PLAIN = re.compile(r"[A-Za-z_./][\w./+-]*( [\w./+-]+)*")
SUGGESTED_LIMIT = 20  # figures, for which the waiting time is short
UNDRAWABLE = "it is proposed anew each time"  # in the last line
UNSURE = "runs say that it was guessed"
COLUMN = 34  # at which comments begin, if there is room


def config_of(found: Proposal, output: str) -> dict[str, Any]:
    """Return a proposal as a config."""
    axes = [
        {"dimension": a.dimension, "notation": a.notation, "digits": None, "path": a.path}
        | {"title": a.title}
        for a in found.axes
    ]
    figure = {"kind": KIND_OF_MAPS} if found.ordinate else {"xscale": found.xscale}
    beside = {"parameters": found.parameters} if found.parameters else {}
    sweep = {"curves": found.curves, "axes": axes, **beside, "abscissa": found.abscissa}
    return {"sweep": {**sweep, "ordinate": found.ordinate}, "figure": figure, "output": output}


def config_text(
    found: Proposal, plan: Plan | None, config: Mapping[str, Any], *, head: str, wrong: str = ""
) -> str:
    """Return the config's text.

    Parameters
    ----------
    found : Proposal
    plan : Plan, optional
        The plan of this config: it gives the number of figures, their names, and the labels. None if the
        config can't be drawn as it is.
    config : mapping
        As `config_of` returns it.
    head : str
        The first comment, which says where the config comes from.
    wrong : str
        Without a plan: why there is none.
    """
    first = [f"{head}: {count(plan)}"] if plan else [f"{head}. It can't be drawn yet:", wrong]
    lines = [f"# {line}" for text in (*first, *_doubts(found)) for line in _lines(text)]
    lines += [*_sweep(found, config["sweep"]), *_figure(found, plan, config["figure"])]
    lines.append(_line(0, "output", config["output"], "folder that the figures go to"))
    if plan and plan.n_targets > SUGGESTED_LIMIT:
        lines.append(_line(0, "# limit", SUGGESTED_LIMIT, "draw the first so many only"))
    text = "\n".join(lines) + "\n"
    if plan and not found.doubts:
        return text
    return text + _unedited_line(text, UNSURE if plan else UNDRAWABLE)


def is_unedited_guess(text: str) -> bool:
    """Whether a config's text is that of a guess that can't be drawn, as `config_text` wrote it."""
    return _ends_as_written(text, UNDRAWABLE)


def guess_lines(config: Path) -> Iterator[str]:
    """Yield that a config is still as it was guessed with doubts, if it is."""
    text = config.read_text("utf-8", errors="replace")
    if _ends_as_written(text, UNSURE) or is_unedited_guess(text):
        yield (
            f"  not sure: {config} is still as it was guessed; look at its first lines, and remove the last "
            "if all is right"
        )


def _ends_as_written(text: str, consequence: str) -> bool:
    lines = text.splitlines(keepends=True)
    return bool(lines) and lines[-1] == _unedited_line("".join(lines[:-1]), consequence)


def _unedited_line(text: str, consequence: str) -> str:
    # A digest and no time or size, because a copied or restored config has others.
    return f"# As long as nothing is edited here, {consequence} (digest {digest_of(text)})\n"


def count(plan: Plan) -> str:
    """Return in words how many figures a plan has, and the name of one of them."""
    figures = f"{plan.n_targets} figures, such" if plan.n_targets > 1 else "one figure,"
    return f"{figures} as {plan.target(plan.n_targets // 2).figure}"


def _lines(text: str) -> list[str]:
    """Return a text's lines, each without what could end a comment."""
    return [" ".join(line.split()) for line in text.splitlines()]


def _doubts(found: Proposal) -> Iterator[str]:
    if found.doubts:
        yield "Look at this, for it was guessed:"
        yield from (f"- {doubt}" for doubt in found.doubts)


def _sweep(found: Proposal, sweep: Mapping[str, Any]) -> Iterator[str]:
    yield "sweep:"
    each = "the one that is drawn" if sweep["ordinate"] else "one line each, drawn in this order"
    yield _comment("  curves:", each)
    for curve in sweep["curves"]:
        inside = ", ".join(f"{key}: {written(value)}" for key, value in curve.items())
        yield f"    - {{{inside}}}"
    yield _comment("  axes:", "swept parameters, outermost first: all but the last name folders")
    if not found.axes:
        yield _comment(
            "    []", "needed: - dimension: what was varied, as docs/howto/many-files.md has it"
        )
    for axis, comment in zip(sweep["axes"], found.axes, strict=True):
        yield _line(4, "- dimension", axis["dimension"], comment.comment)
        how = {"text": "as it is"}.get(axis["notation"], "how {} writes a value")
        yield _line(6, "notation", axis["notation"], how)
        if axis["notation"] != "text":
            needed = f"after the point; null: as many as the values need, now {comment.digits}"
            yield _line(6, "digits", axis["digits"], needed)
        yield _line(6, "path", axis["path"], "piece of the figure's path")
        yield _line(6, "title", axis["title"], "piece of the figure's title; TeX as $k_0$")
    if found.parameters:
        yield _line(2, "parameters", found.parameters, "beside each file: the axes' values")
    needed = "" if sweep["abscissa"] else "needed: the dimension "
    for_maps = f"; for {found.for_maps}" if found.plane else ""
    drawn = f"{needed}drawn from left to right{for_maps}"
    yield _line(2, "abscissa", sweep["abscissa"] or None, drawn)
    if sweep["ordinate"]:
        yield _line(2, "ordinate", sweep["ordinate"], "drawn upwards")


def _figure(found: Proposal, plan: Plan | None, figure: Mapping[str, Any]) -> Iterator[str]:
    yield "figure:"
    kinds = "lines with a legend; pcolormesh, contourf (smooth fields), histogram or yours"
    yield _line(2, "kind", figure.get("kind", "resonance_curve"), kinds)
    if plan:
        yield from _labels(found, plan)
    if figure.get("xscale", "linear") != "linear":
        reason = "the abscissa grows by a factor; linear suits a histogram"
        yield _line(2, "xscale", figure["xscale"], reason)
    for key, value, reason in _further(found):
        yield _line(2, f"# {key}", value, reason)


def _labels(found: Proposal, plan: Plan) -> Iterator[str]:
    # The labels' meaning depends on the kind, so the plan gives the defaults.
    is_named = plan.quantities[-1].name != found.curves[0]["variable"] or found.ordinate
    yield _line(2, "xlabel", None, f"yours; null: as the file has it, {plan.xlabel}")
    bare = "" if is_named else " (it has no long_name)"
    yield _line(2, "ylabel", None, f"yours; null: as the file has it, {plan.ylabel}{bare}")


def _further(found: Proposal) -> Iterator[tuple[str, Any, str]]:
    """Yield further useful keys, each with a possible value and a comment."""
    if found.ordinate is None:
        yield "style", "okabe-ito", "colours that all eyes tell apart"
        yield "ylimits", "shared", "one range for the whole sweep"
        yield "legend", "outside", "or its place, or none"
    if found.scalars:
        name = found.scalars[0]
        yield "text", f"{name} = {{{name}:.3g}}", "a line with a value of each target"
    if found.marks:
        yield "marks", [{"variable": found.marks[0]}], "an upright line at it"


def _line(indent: int, key: str, value: Any, reason: str = "") -> str:
    return _comment(f"{' ' * indent}{key}: {written(value)}", reason)


def _comment(text: str, reason: str) -> str:
    reason = " ".join(reason.split())
    return f"{text:<{COLUMN}}  # {reason}" if reason else text


def written(value: Any) -> str:
    """Return a value as YAML on one line, without quotes if YAML reads it back as the same value."""
    if isinstance(value, str):
        is_plain = PLAIN.fullmatch(value) and yaml.safe_load(value) == value
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(written(each) for each in value)}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{key}: {written(each)}" for key, each in value.items())
        return f"{{{inside}}}"
    return "null" if value is None else json.dumps(value)
