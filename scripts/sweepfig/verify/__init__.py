"""Check a drawn sweep against the other path, and against plain matplotlib.

`checks` compares; `plain_figure` and `plain_slice` draw and read as a simple script would, with none of what
makes the library fast.
"""
