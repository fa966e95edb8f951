"""Bring a whole plan up to date, whoever asks: chunks for workers, records, resources, forecast.

`chunks.render_pieces` draws in parallel, `ledger` notes what came of it; `snakemake_run` is what one run of
Snakemake keeps beside the figures, `resources` and `node` are for clusters.
"""
