from pathlib import Path

Path(snakemake.output[0]).write_text("script\n")  # noqa: F821  # Snakemake gives it
