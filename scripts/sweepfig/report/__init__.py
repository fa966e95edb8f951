"""Show a drawn sweep: table, numbers, overview figures, gallery, movies, books, closing lines.

`summary.summarise` makes everything that a run makes by default, `sequences` makes movies and books,
`orphans` lists figures that the plan no longer has. When code changes, these files are made again.
"""
