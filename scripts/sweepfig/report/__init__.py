"""Show a drawn sweep: table, numbers, overview figures, gallery, movies, books, closing lines.

`summary.summarise` makes all that is made without being asked, `sequences` movies and books, `orphans` lists
figures that no plan names any more. The digest of this package says when they are made anew.
"""
