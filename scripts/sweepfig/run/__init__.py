"""Bring a plan up to date, on either path: chunks for workers, records, forecast, preview.

`execute.execute` draws batches and records each target's outcome; `refresh` writes the plan of a config;
`forecast` and `preview` estimate in advance what a run will take, `resources` what its jobs ask of a cluster.
"""
