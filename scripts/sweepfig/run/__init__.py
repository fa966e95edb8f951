"""Bring a plan up to date, whoever asks: chunks for workers, records, forecast, preview.

`execute.execute` draws batches and records what became of each target; `refresh` writes the plan of a
config; `forecast` and `preview` say beforehand what a run will take.
"""
