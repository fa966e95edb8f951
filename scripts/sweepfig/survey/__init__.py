"""Survey a sweep's files once: find them, read what they contain, and collect the axes' values.

Others use `survey.survey` and the `result.Survey` that it returns; `patterns` finds the files.
Names and values are turned into indices here, so that a job opens only the files that it draws.
"""
