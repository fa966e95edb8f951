"""Describe an archive as an RO-Crate: `metadata` has the whole, `entities` its pieces.

`about` checks what the user says of the archive; `programs` has the versions of what drew.
"""
