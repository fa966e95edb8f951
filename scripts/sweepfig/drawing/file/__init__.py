"""Make and read the file of a figure: its pixels, the mark of what it was drawn from, the record it carries.

`png` encodes pixels; `provenance` marks a file with the digest of what it was drawn from, and reads the mark;
`attachment` attaches a record, and takes it out again. None of them imports matplotlib.
"""
