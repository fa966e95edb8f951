"""Read the numbers of a sweep's files: NetCDF, Zarr, groups, classic formats.

`grid_reader.Reader` reads the slices of one file in blocks, `list_reader` those of many files; `files`
opens any sweep file. Nothing here knows of the config or of drawing.
"""
