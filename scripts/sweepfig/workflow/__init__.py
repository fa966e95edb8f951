"""Serve the rules of the Snakemake workflow: decide what must be made, by which job, from which inputs.

Only `internals.Snakemake` reads Snakemake's own state; `rule_settings` says what the config alone decides,
and `rule_inputs.RuleInputs` gives the rules' inputs; `run_plan` finds the plan, and what to look at; `job`
and `table` do a job's work; `run_end` tells what a run came to; `run_folder` keeps a run's own files; `node`
is for clusters.
"""
