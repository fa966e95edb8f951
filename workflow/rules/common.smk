"""What the rules share: the checked settings, the names of files, how a script is called.

Needs: the config. Makes: SETTINGS, OUTPUT, PLAN, and functions that rules take their inputs from.
Kept cheap, for on a cluster every job reads it again: no sweep is opened, no folder listed.
"""

import atexit
import os
import shlex
import sys
import threading
import time
from pathlib import Path


def own_folder():
    """Return the folder of this workflow, whatever workflow uses it and wherever that has it from."""
    here = Path(workflow.current_basedir.get_path_or_uri(secret_free=True))
    if here.is_dir():
        return here.parents[1]
    # From a hosting service come single files, by name: the scripts are brought beside one another.
    listed = Path(workflow.source_path("../sources.txt")).read_text().split()
    copies = [Path(workflow.source_path(f"../../{name}")) for name in listed]
    return copies[0].parents[len(Path(listed[0]).parts) - 1]


HOME = own_folder()
IS_MODULE = not workflow.modifier.is_main_snakefile()
sys.path.insert(0, str(HOME / "scripts"))

from sweepfig import cli

# Before the other imports; Snakemake itself does so from when it knows its jobs.
sys.excepthook = cli.end_quietly

from sweepfig.config import reader, settings
from sweepfig.core import paths
from sweepfig.plan import freshness
from sweepfig.plan.figure_pattern import figure_pattern
from sweepfig.report import sequences
from sweepfig.run import node, resources, snakemake_run
from sweepfig.survey import patterns
from sweepfig.plan.partition import share_out
from sweepfig.core.errors import UserError
from sweepfig.report.findings import is_told
from sweepfig.batch.manifest import is_current, pending_batches
from sweepfig.plan.plan_file import load
from sweepfig.pool.starmap import usable_cores
from sweepfig.plan.selection import Selection
from sweepfig.report.summary import lost_lines

# --configfile replaces the default; it does not lie over it, or the demo's labels would show through.
# A module's `config:` is set already, and this does nothing.
if IS_MODULE or not workflow.overwrite_configfiles:

    configfile: HOME / "config" / "config.yaml"


def checked_settings():
    """Return the settings as the config has them, checked."""
    if IS_MODULE:
        found = settings.check(config, source="the module's config")
        return settings.with_demo(found, HOME)
    # Snakemake takes the last of two equal keys in silence, and much else; the fallback does not.
    for file in workflow.configfiles:
        reader.read_mapping(file)
    files = workflow.configfiles
    found = settings.check(config, source=", ".join(map(str, files)) or "config")
    given = [Path(file).resolve() for file in workflow.overwrite_configfiles]
    if given in ([], [settings.EMBEDDED_CONFIG]):
        found = found.resolved(HOME)
    # Not of a module's: a rule of the other workflow may make them.
    freshness.check_sweep_files(found)
    return found


try:
    SETTINGS = checked_settings()
    PATTERN = figure_pattern(SETTINGS)
    # Rules name files as the config does, and Snakemake puts a module's `prefix:` before them.
    place = workflow.modifier.modify_path
    PLACED = SETTINGS.placed(place)
    freshness.check_output(PLACED.output)
except UserError as error:
    raise WorkflowError(str(error)) from None

# A cluster's job: its caches belong on the node, not in a home that all nodes share.
if workflow.remote_exec:
    node.use_local_caches()

# Where a profile finds the workflow's own scripts.
os.environ.update(SWEEPFIG_HOME=str(HOME))

# Not in a rule's params or command, where braces would be searched for wildcards: TeX has many.
# Named after its content: another module of the same run has other settings.
SETTINGS_VARIABLE = settings.variable_name(PLACED)
os.environ[SETTINGS_VARIABLE] = settings.to_json(PLACED)

SELECTION = Selection(SETTINGS.only, SETTINGS.limit)

OUTPUT, FOLDER = SETTINGS.output, PLACED.output  # as rules name it; where it lies
PLAN, PLAN_FILE = (str(paths.plan_file(folder)) for folder in (OUTPUT, FOLDER))
SEQUENCE_CODE = sequences.code_digest()
GALLERY = paths.gallery_file(OUTPUT)
OVERVIEW = paths.overview_files(
    OUTPUT, len(SETTINGS.sweep.curves), is_line=SETTINGS.sweep.ordinate is None
)
LOGS = paths.log_folder(OUTPUT)

# Of a plan that is yet to be made, `split` asks this.
if not SELECTION.is_all and freshness.has_current_plan(PLACED, FOLDER):
    try:
        SELECTION.targets(load(PLAN_FILE))
    except UserError as error:
        raise WorkflowError(str(error)) from None


ASKED = {}  # what this run is to do, once it is known
BEGAN = time.time()
PATIENCE = 20  # seconds; more of a cluster's profile
RUN = snakemake_run.own_name(BEGAN)
# Not in a command, which would count as another one. Another module of the same run has its own.
RUN_VARIABLE = snakemake_run.variable_name(FOLDER)
os.environ[RUN_VARIABLE] = RUN
ORDERS = snakemake_run.Orders(paths.run_folder(FOLDER, RUN))
# Snakemake makes a file again when one of its rule's inputs is newer: the documented way to say that
# content, not time, calls for it. It lists each folder once: this file has to be there by then.
MARKER = paths.marker_file(OUTPUT, RUN)
if os.path.isdir(FOLDER) and not workflow.remote_exec:
    try:
        snakemake_run.leave_marker(FOLDER, RUN, BEGAN)
        snakemake_run.date_back(PLAN_FILE, BEGAN)
    except OSError as error:
        raise WorkflowError(
            f"output: got {OUTPUT!r}, where nothing can be written: {error}"
        ) from None
IS_DELETING = "--delete-all-output" in sys.argv
# `python` would be whichever comes first on PATH, but for a job in a conda environment of its own.
PYTHON = "python" if workflow.deployment_settings.deployment_method else sys.executable
ENVIRONMENT = HOME / "environment.yml"


def script(name):
    """Return the start of a shell command that runs one of the scripts."""
    command = shlex.join([PYTHON, f"{HOME / 'scripts' / name}.py"])
    return command.replace("{", "{{").replace("}", "}}")


def sweep_inputs(wildcards):
    """Return the sweep's files but those dated in the future: no plan can be younger."""
    found = {}
    for curve, placed in zip(SETTINGS.sweep.curves, PLACED.sweep.curves, strict=True):
        for pattern, there in zip(curve.files, placed.files, strict=True):
            prefix = there.removesuffix(pattern)
            found |= {f.removeprefix(prefix): f for f in patterns.files_named(there)}
    return [name for name, file in found.items() if not is_dated_ahead(file)]


def is_dated_ahead(path):
    """Whether a file is of the future: made under another clock, or before ours was set back."""
    return os.path.exists(path) and os.stat(path).st_mtime > BEGAN


def newer_than(path):
    """Return the name of a file that is newer than another one."""
    snakemake_run.date_back(path, BEGAN)
    return MARKER


def outdated_plan(wildcards):
    """Return what makes `split` run if there is a plan, but of other inputs."""
    return (
        newer_than(PLAN_FILE)
        if os.path.exists(PLAN_FILE) and not freshness.has_current_plan(PLACED, FOLDER)
        else []
    )


def is_forced(rule):
    """Whether the command line has Snakemake run a rule, whatever is current: with -F or -R."""
    forced = workflow.dag_settings.forcerun
    is_named = any(name == rule or name.endswith(f"_{rule}") for name in forced)
    return workflow.dag_settings.forceall or is_named


def asked_figure(wildcards):
    """Return what brings a figure up to date that is asked for by its path; nothing if it is current."""
    figure = Path(PATTERN.format(**wildcards)).relative_to(OUTPUT).as_posix()
    if workflow.dryrun:
        refuse_unknown(figure)
    plan = load(checkpoints.split.get().output.plan)
    asked = [str(target) for target in workflow.dag_settings.targets]
    is_target = workflow.dag_settings.forcetargets and f"{FOLDER}/{figure}" in asked
    redraw = bool(is_forced("figure") or is_target)
    if IS_DELETING or not redraw and is_current(plan, FOLDER, figure):
        return []
    ORDERS.give(plan.digest, redraw=redraw)
    ORDERS.ask_for(figure)
    there = Path(FOLDER, figure)
    receipt = paths.receipt_file(OUTPUT, RUN, "asked")
    return [receipt, newer_than(there)] if there.exists() else [receipt]


def refuse_unknown(figure):
    """End a dry run that asks for a figure that no target has, as the job does that would draw it.

    Not by an exception, to which Snakemake adds a traceback.
    """
    from sweepfig.plan.make import make_plan  # half a second that a run need not pay

    try:
        known = freshness.has_current_plan(PLACED, FOLDER)
        plan = load(PLAN_FILE) if known else make_plan(PLACED)
        plan.find(figure)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        snakemake_run.remove_traces(FOLDER, RUN)
        os._exit(cli.MISTAKE)


def cores():
    """Return this machine's cores for the run; None for a cluster, known only after parsing."""
    return None if workflow.non_local_exec else workflow.resource_settings.cores or 1


def pending_receipts(wildcards):
    """Return the receipts of the jobs whose batches have something to be looked at.

    Snakemake makes a missing file only for a job that runs anyway: the table of targets has to.
    """
    plan = load(checkpoints.split.get().output.plan)
    chosen = SELECTION.targets(plan)
    redraw = is_forced("render") or is_forced("figure")
    batches = pending_batches(plan, FOLDER, chosen=chosen, every=redraw)
    ORDERS.give(plan.digest, redraw=redraw)
    jobs = share_out(
        plan, batches, cores=cores(), figures_per_job=SETTINGS.figures_per_job
    )
    receipts = [paths.receipt_file(OUTPUT, RUN, paths.job_name(job)) for job in jobs]
    ASKED.update(plan=plan, chosen=chosen, receipts=receipts)
    table = paths.data_file(FOLDER)
    if not SELECTION.is_all:
        return receipts
    is_outdated = table.exists() and (receipts or not is_told(plan, FOLDER))
    return [*receipts, newer_than(table)] if is_outdated else receipts


def job_memory(wildcards, threads, attempt):
    """Return the megabytes that a job asks for."""
    return resources.memory_mb(load(PLAN_FILE), threads, attempt)


def job_runtime(wildcards, threads, attempt):
    """Return the minutes that a job asks for."""
    plan = load(PLAN_FILE)
    figures = sum(len(plan.targets_of(n)) for n in paths.batches_of(wildcards.job))
    return resources.runtime_minutes(figures, threads, attempt)


def sequence_runtime(wildcards, attempt):
    """Return the minutes that a movie or a book asks for."""
    plan = load(PLAN_FILE)
    return resources.runtime_minutes(plan.n_targets // plan.shape[0], 1, attempt)


def all_movies(wildcards):
    """Return every movie of the sweep."""
    plan = load(checkpoints.split.get().output.plan)
    return [paths.movie_file(OUTPUT, name) for name in sequences.movies(plan)]


def all_books(wildcards):
    """Return every book of the sweep."""
    plan = load(checkpoints.split.get().output.plan)
    return [paths.book_file(OUTPUT, name) for name in sequences.books(plan)]


def damaged_movie(wildcards):
    """Return what makes `film` run if there is a movie, but not the one that it would make."""
    return damaged(
        paths.movie_file(FOLDER, wildcards.movie), sequences.movies, wildcards.movie
    )


def damaged_book(wildcards):
    """Return what makes `bind` run if there is a book, but not the one that it would make."""
    return damaged(
        paths.book_file(FOLDER, wildcards.book), sequences.books, wildcards.book
    )


def damaged(file, list_all, name):
    """Return what makes a movie or a book made anew, if it is there but not current."""
    if not file.is_file():
        if file.exists() and not (file.is_dir() or workflow.dryrun):
            file.unlink()  # a pipe, say, which Snakemake would copy
        return []
    plan = load(checkpoints.split.get().output.plan)
    there = list_all(plan)
    is_there = name in there and sequences.is_current(plan, FOLDER, file, there[name])
    return [] if is_there else newer_than(file)


def every_figure(wildcards):
    """Return every figure if all output is to be deleted, so that figures are; else none."""
    plan = load(checkpoints.split.get().output.plan) if IS_DELETING else None
    return [f"{OUTPUT}/{target.figure}" for target in plan.targets()] if plan else []


def say_what_is_lost():
    """List what has no figure, if a job died, so that `check` could not."""
    receipts = [place(str(file)) for file in ASKED.get("receipts", [])]
    needed = [*receipts, PLAN_FILE, *([paths.data_file(FOLDER)] * SELECTION.is_all)]
    if ASKED and not all(map(os.path.exists, needed)):
        logs = Path(place(str(LOGS / "render" / RUN)))
        lines = lost_lines(ASKED["plan"], FOLDER, logs, ASKED["chosen"])
        print(*lines, sep="\n", file=sys.stderr)


def end_timers():
    """End the scheduler's timers, which have nothing left to wake: Snakemake would wait for them."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()


# Also after a dry run, and when the graph of jobs can't be made.
atexit.register(snakemake_run.remove_traces, FOLDER, RUN)


def be_patient():
    """Wait longer for missing files: another run in this folder may be making them anew.

    Not in the default profile, which would overrule a cluster's.
    """
    execution = workflow.execution_settings
    execution.latency_wait = max(execution.latency_wait, PATIENCE)


onstart:
    be_patient()
    # Not `onerror`, which Snakemake skips when it can't go on itself.
    atexit.register(say_what_is_lost)


onsuccess:
    end_timers()
    ASKED.clear()


onerror:
    end_timers()
