"""Run tasks in separate processes, in a way that can't hang.

`starmap.starmap` and `starmap.try_each` run many tasks; `time_limit` ends one that takes too long.
`process` starts a single process. Nothing here knows what a task does.
"""
