"""Take the command lines that draw: `draw`, `preview` and `watch`.

Apart from `drawing`, which does what they ask, so that workers import what they need while this process does.
"""

from __future__ import annotations

import os
from typing import Any

import click

from sweepfig.commands.options import (
    Request,
    Seconds,
    is_config,
    refuse_more_than_a_config,
    takes_a_sweep,
)
from sweepfig.config import reader
from sweepfig.core import paths, startup
from sweepfig.core.errors import UserError
from sweepfig.pool import starmap
from sweepfig.run import preload


@click.command()
@takes_a_sweep
@click.option(
    "--shard",
    metavar="N/OF",
    help="Draw this part alone, as 3/10: for commands on several machines.",
)
def draw(**asked: Any) -> int:
    """Draw what is not current of a sweep.

    SWEEP is a config, or data: a folder, files, a pattern. For data without a config, one is written first,
    beside the folder that the figures go to; both are named after the data.
    """
    startup.collect_garbage_seldom()
    request = Request(**asked)
    with starmap.Workers(request.processes, preload.MODULES) as workers:
        config = _config_of(request, workers)
        mapping = reader.read_mapping(config)
        _start_if_sure(workers, request.output or mapping.get("output", "plots"))
        from sweepfig.commands import draw_runs

        return draw_runs.draw(config, mapping, request, workers)


@click.command()
@takes_a_sweep
def preview(**asked: Any) -> int:
    """Draw a few figures, and say how long all take.

    They are the first, the middle, the last and the extreme ones of SWEEP, a config or data.
    """
    request = Request(**asked)
    config = _config_of(request)
    from sweepfig.commands import draw_runs

    return draw_runs.draw_a_few(config, request)


@click.command()
@click.option(
    "--every",
    type=Seconds(),
    default=5.0,
    metavar="SECONDS",
    show_default=True,
    help="Look so often.",
)
@takes_a_sweep
def watch(every: float, **asked: Any) -> int:
    """Draw what is new or has changed, until Ctrl-C.

    SWEEP is a config, or data that are being written.
    """
    request = Request(**asked)
    config = _config_of(request)
    from sweepfig.commands import draw_runs

    draw_runs.draw_as_it_grows(config, request, seconds=every)


def _config_of(request: Request, workers: starmap.Workers | None = None) -> str:
    """Return the config's file; for data without one, write it and print what it says."""
    given = [*request.paths, *filter(None, [request.configfile])]
    if not given:
        return _config_here()
    if request.configfile or any(map(is_config, given)):
        refuse_more_than_a_config(given)
        return given[0]
    from sweepfig.commands import own_data

    data = own_data.find(request.paths, request.output)
    if workers is not None and data.is_new:
        _start_if_sure(workers, data.output)
    for line in (
        own_data.write_config(data, is_brief=True) if data.is_new else own_data.known_lines(data)
    ):
        print(line, flush=True)
    return str(data.config)


def _start_if_sure(workers: starmap.Workers, output: object) -> None:
    """Start workers if there is certainly something to draw, for no run was here, and a core to do so.

    Without one, workers would only hold up this process; that of many figures has them later.
    """
    is_first = isinstance(output, str) and not os.path.exists(
        paths.plan_file(os.path.expanduser(output))
    )
    if is_first and starmap.idle_cores() > 1:
        workers.start()


def _config_here() -> str:
    """Return the config that Snakemake, given none, reads in this folder: in a checkout the demo's."""
    here = os.path.join(*reader.EMBEDDED_CONFIG.parts[-2:])
    if not os.path.isfile(here):
        raise UserError(
            f"no sweep is given, and there is no {here} here: name a config, as sweepfig my.yaml, or data, "
            "as sweepfig my_runs/"
        )
    return here
