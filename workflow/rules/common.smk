"""What the rules share: the settings, the names of files, what a rule needs.

Needs: the config. Makes: SETTINGS, OUTPUT, PLAN, and functions that rules take their inputs from.
"""

import os
import sys
import tempfile
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
sys.path.insert(0, str(HOME / "scripts"))

from sweepfig.core import console

# Before the other imports; Snakemake does so later.
sys.excepthook = console.end_quietly

from snakemake.exceptions import IncompleteCheckpointException

from sweepfig.config import settings
from sweepfig.core import paths, startup
from sweepfig.core.errors import UserError
from sweepfig.plan.plan_file import load
from sweepfig.pool.starmap import usable_cores
from sweepfig.report import sequences
from sweepfig.run import resources
from sweepfig.workflow import node, rule_inputs, rule_settings, run_folder
from sweepfig.workflow.internals import (
    Snakemake,
    end_timers,
    import_no_pandas,
    tell_parameters,
)

SNAKEMAKE = Snakemake(workflow)

if SNAKEMAKE.is_alone:
    startup.collect_garbage_seldom()
    import_no_pandas()

# --configfile replaces the default: over it, the demo's labels would show through. A module's is set already.
if SNAKEMAKE.is_module or not SNAKEMAKE.given_configfiles:

    configfile: rule_settings.default_config(SNAKEMAKE, HOME)


# Caches belong on the node, not in a home that all share. Before anything asks matplotlib for the style.
if SNAKEMAKE.is_clusters_job:
    node.use_local_caches()

try:
    SETTINGS = rule_settings.checked_settings(config, SNAKEMAKE, HOME)
    PATTERNS = rule_settings.file_patterns(SETTINGS)
    NEEDED = rule_inputs.RuleInputs(SETTINGS, SNAKEMAKE, HOME, began=time.time())
except UserError as error:
    raise WorkflowError(str(error)) from None

OUTPUT = SETTINGS.output
PATTERN = PATTERNS[0]  # the figure's; the others are its twins'
PLAN = str(paths.plan_file(OUTPUT))
YOUNGER = str(paths.younger_file(OUTPUT))
SELECTION = NEEDED.selection
LOGS = paths.log_folder(OUTPUT)
FIGURE_LOG = LOGS / "figure" / Path(PATTERN).relative_to(OUTPUT).with_suffix(".log")
OVERVIEW = paths.overview_files(OUTPUT, rule_settings.declared_overviews(SETTINGS))
ENVIRONMENT = HOME / "workflow" / "envs" / "sweepfig.yaml"

# In variables of the environment, by names of their own for each module of a run. Settings: in a rule's
# params or command, braces would be searched for wildcards, and TeX has many. The run: another one would
# count as another command. The home: where a profile finds the workflow's own scripts.
SETTINGS_VARIABLE = settings.variable_name(NEEDED.real_settings)
RUN_VARIABLE = run_folder.variable_name(NEEDED.real_output)
os.environ[SETTINGS_VARIABLE] = settings.to_json(NEEDED.real_settings)
os.environ[RUN_VARIABLE] = NEEDED.run
os.environ.update(SWEEPFIG_HOME=str(HOME))


def script(name):
    """Return the start of a shell command that runs one of the scripts."""
    return rule_settings.script_command(HOME, name, SNAKEMAKE)


def plan():
    """Return the plan, once `split` has made it."""
    return load(checkpoints.split.get().output.plan if SNAKEMAKE.is_module else PLAN)


def figure_inputs(wildcards):
    """Return the named inputs of a figure. One function for both, because each call costs time for every figure."""
    path = PATTERN.format(**wildcards)
    asked = NEEDED.asked_figure(path, plan)
    has_to_run = NEEDED.is_pending(path, plan) or bool(asked)
    return {"asked": asked, "younger": NEEDED.younger(has_to_run=has_to_run)}


tell_parameters(figure_inputs)


def from_plan(resource):
    """Return what a function gives for the plan; 0 before `split` has made it, after which Snakemake asks again."""
    try:
        found = NEEDED.plan(plan)
    except IncompleteCheckpointException:
        # Snakemake 9.27 does not expect it of resources.
        return 0
    return resource(found)


def job_memory(wildcards, threads, attempt):
    """Return a job's megabytes."""
    return from_plan(lambda found: resources.memory_mb(found, threads, attempt))


def job_runtime(wildcards, threads, attempt):
    """Return the minutes that a job asks for."""

    def minutes(found):
        figures = sum(len(found.targets_of(n)) for n in paths.batches_of(wildcards.job))
        return resources.runtime_minutes(figures, threads, attempt)

    return from_plan(minutes)


def sequence_runtime(wildcards, attempt):
    """Return the minutes that a movie or a book asks for."""
    return from_plan(
        lambda found: resources.runtime_minutes(
            found.n_targets // found.shape[0], 1, attempt
        )
    )


# Also after a dry run, when the graph of jobs can't be made, and in a module, whose hooks are not called.
run_folder.at_exit(NEEDED.remove_traces)
run_folder.at_exit(NEEDED.end.close)


onstart:
    SNAKEMAKE.be_patient()
    SNAKEMAKE.watch_failures(NEEDED.end.note_failure)
    # Not `onerror`, which Snakemake skips when it can't go on itself.
    run_folder.at_exit(NEEDED.end.tell)
    NEEDED.say_forecast()


onsuccess:
    end_timers()
    NEEDED.end.succeed()


onerror:
    end_timers()
