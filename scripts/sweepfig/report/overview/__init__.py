"""Draw the overview figures: maps of the numbers, the contact sheet.

`pictures.begin` has them drawn, by workers if there are some; `ranking` says which targets are the worst, and
which are on the contact sheet.
"""
