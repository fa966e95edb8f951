"""Run tasks in separate processes, in a way that can't hang.

`starmap.starmap` and `starmap.try_each` do one job, `starmap.Workers` one after another; `time_limit` ends a
task that takes too long. `process` starts and ends single processes. Nothing here knows what a task does.
"""
