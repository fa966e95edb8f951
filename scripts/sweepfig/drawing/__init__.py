"""Turn a slice into the bytes of a figure's file; everything that decides these bytes is in this package.

`painter.Painter` draws; `kinds` has the plain drawing functions, `panels` says what each panel shows,
`template` draws the same pixels faster; `file` makes and reads the file.
Every figure's digest covers the code of this whole package: an edit here redraws all figures.
"""
