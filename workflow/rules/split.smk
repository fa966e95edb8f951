"""Split the sweep into targets.

Needs: the sweep's files. Makes: plan.json.
"""


localrules:
    split,


checkpoint split:
    """Split the sweep into targets and batches: axes, names, settings and digests, in plan.json."""
    input:
        sweep_inputs,
        outdated_plan,
    output:
        plan=PLAN,
    log:
        LOGS / "split.log",
    benchmark:
        LOGS / "split.tsv"
    conda:
        ENVIRONMENT
    shell:
        script("split")
        + ' {output.plan:q} --settings "$SWEEPFIG_SETTINGS" 2> >(tee {log:q} >&2)'
