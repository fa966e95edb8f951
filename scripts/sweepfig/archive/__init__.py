"""Pack a drawn sweep into one file, to be published: figures, numbers, config, versions.

`pack.pack` does so. The file is a zip that describes itself as an RO-Crate (`sweepfig.archive.crate`);
its table is described by CSV on the Web (`columns`).
"""
