"""Measure a slice: the numbers that the table, the maps and the gallery show.

`slices` measures a slice by its type with one of `lines`, `time_series` and `fields`; `own_numbers` calls the
user's function; `description.Measure` says what a number is.
"""
