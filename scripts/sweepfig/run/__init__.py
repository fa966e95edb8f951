"""Bring a whole plan up to date, whoever asks: chunks for workers, records, resources, forecast.

`execute.execute` draws batches and records what became of each target; `refresh` writes the plan.
`snakemake_job` is what one job of Snakemake does, `snakemake_run` what a run of it keeps beside the
figures; `resources` and `node` are for clusters.
"""
