"""Open a sweep's files, whatever their format, and tell how they store their numbers.

`opening` opens a file or its groups, decoded by xarray or not; `stored` reads a variable as its file stores
it, and finds numbers that were never written. Nothing here knows which curves are drawn from the files.
"""
