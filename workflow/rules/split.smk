"""Split the sweep into targets.

Needs: the sweep's files. Makes: plan.json, and a marker: a figure that is older than it is checked again.
"""

SPLIT = (
    script("split")
    + f' {{output.plan:q}} --settings "${SETTINGS_VARIABLE}" --run "${RUN_VARIABLE}"'
    # Of a plan that is there before the first job, the run itself says the forecast.
    + (" --forecast" if SNAKEMAKE.is_module else "")
    + " 2> >(tee {log:q} >&2)"
)


if SNAKEMAKE.is_module:

    # The sweep may be another rule's: its targets are known when it is there.
    checkpoint split:
        """Split the sweep into targets and batches: axes, names, settings and digests, in plan.json."""
        input:
            lambda wildcards: NEEDED.sweep_files(),
            lambda wildcards: NEEDED.outdated_plan(),
        output:
            # Or they would be removed before the job, and another run's workers would find none.
            plan=update(PLAN),
            younger=update(YOUNGER),
        log:
            LOGS / "split.log",
        benchmark:
            LOGS / "split.tsv"
        localrule: True
        conda:
            ENVIRONMENT
        shell:
            SPLIT

else:

    rule split:
        """Split the sweep into targets and batches: axes, names, settings and digests, in plan.json."""
        input:
            lambda wildcards: NEEDED.sweep_files(),
            lambda wildcards: NEEDED.outdated_plan(),
        output:
            plan=update(PLAN),
            younger=update(YOUNGER),
        log:
            LOGS / "split.log",
        benchmark:
            LOGS / "split.tsv"
        localrule: True
        conda:
            ENVIRONMENT
        params:
            warm="sweepfig.workflow.warm_jobs:split",
            settings=SETTINGS_VARIABLE,
        shell:
            SPLIT
