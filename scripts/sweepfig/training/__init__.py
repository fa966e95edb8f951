"""Draw figures beside a running program, such as a training loop.

`background.BackgroundPlotter` is for all; `resonance` has the drawing functions of one curve.
"""
