"""Draw figures beside a running program, such as a training loop.

`background.BackgroundPlotter` is what programs use; `resonance` draws the post's resonance curves.
"""
