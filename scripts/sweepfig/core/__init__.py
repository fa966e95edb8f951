"""Serve every other package: files, names, digests, errors, threads, how processes start.

`errors.UserError` is what a user can mend; `storage` reads and writes whole files; `paths` says where
each lies, `naming` how a value becomes a name; `digests` are of documents, code and versions. Nothing
here knows of sweeps or figures.
"""
