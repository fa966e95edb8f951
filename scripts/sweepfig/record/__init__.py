"""Writes and reads the record that a figure carries in its file: its slice, and its settings.

`encoding` turns a record into bytes and back, `reading` finds it in a file, `settings` is what the figures of
a plan share, `derived` what of it the whole sweep decides, `own_code` the source of the user's function,
`versions` what else decides the pixels.
"""
