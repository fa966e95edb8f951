"""Draw the overview figures: maps of the numbers, the contact sheet.

`pictures.tasks` lists what draws them, for workers if there are some; `ranking` says which targets are the
worst, and which are on the contact sheet.
"""
