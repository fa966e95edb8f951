"""Answer what the rules of the Snakemake workflow ask: what must be made, by which job, with what.

`internals.Snakemake` is the one place that looks into Snakemake itself; `rule_inputs.RuleInputs` says what
a rule needs; `job` is what a job does, `run_folder` what a run keeps; `resources` and `node` are for
clusters.
"""
