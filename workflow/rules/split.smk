"""Split the sweep into targets.

Needs: the sweep's files. Makes: plan.json.
"""


checkpoint split:
    """Split the sweep into targets and batches: axes, names, settings and digests, in plan.json."""
    input:
        sweep_inputs,
        outdated_plan,
    output:
        # Or it would be removed before the job, and another run's workers would find none.
        plan=update(PLAN),
    log:
        LOGS / "split.log",
    benchmark:
        LOGS / "split.tsv"
    localrule: True
    conda:
        ENVIRONMENT
    shell:
        script("split")
        + f' {{output.plan:q}} --settings "${SETTINGS_VARIABLE}"'
        + ' --cores "$SWEEPFIG_CORES" 2> >(tee {log:q} >&2)'
