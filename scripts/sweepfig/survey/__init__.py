"""Look at a sweep's files once: which there are, what they hold, which values the axes take.

Others use `survey.survey` and the `survey.Survey` that it returns; `patterns` finds the files.
Names and values become indices here, so that a job opens no more than it draws.
"""
