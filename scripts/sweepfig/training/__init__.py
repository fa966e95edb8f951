"""Draw figures beside a running program, such as a training loop.

`background.BackgroundPlotter` is what programs use; `resonance` has the post's functions; `post` knows what
the figures of both are.
"""
