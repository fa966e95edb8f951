#!/bin/bash
# Draw a sweep by a Slurm job array, without Snakemake: each task draws one part, and the last one makes the table.
#
#     sbatch examples/array.sh my.yaml
#
# After a task was killed: sbatch --array=3 examples/array.sh my.yaml. What is drawn stays.
#SBATCH --array=1-10
#SBATCH --job-name=sweepfig
#SBATCH --cpus-per-task=1
#SBATCH --mem=800M
#SBATCH --time=30
#SBATCH --output=sweepfig-%A-%a.log
set -euo pipefail
PARTS=10 # as many as --array above has

sweepfig draw "$1" --shard "$SLURM_ARRAY_TASK_ID/$PARTS" --processes "$SLURM_CPUS_PER_TASK"
