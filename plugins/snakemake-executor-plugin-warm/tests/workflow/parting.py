"""What a checkpoint names."""

from pathlib import Path


def part(jobs):
    for job in jobs:
        for name in "one", "two":
            Path(job.output[0]).mkdir(exist_ok=True)
            Path(job.output[0], f"{name}.txt").write_text(f"{name}\n")
        yield None
