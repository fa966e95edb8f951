"""Serve every other package: files, names, digests, errors, threads, how processes start.

`errors.UserError` is a mistake that the user can correct; `storage` reads and writes whole files; `paths`
has each file's place; `naming` turns a value into a name; `digests` digests documents, code and versions.
Nothing here knows of sweeps or figures.
"""
