"""Run tasks in processes of their own, in a way that can't hang.

`starmap.starmap` and `starmap.try_each` are for all; `time_limit` ends a task that takes too long.
`process` starts and ends single processes. Nothing here knows what a task does.
"""
