"""Check the drawn sweep.

Needs: all figures. Makes: nothing; fails and names what differs.
"""


rule verify:
    """Draw the plan with the fallback too, compare byte for byte; and some with plain matplotlib."""
    input:
        rules.check.output,
        NEEDED.younger(has_to_run=True),
        plan=ancient(PLAN),
    log:
        LOGS / "verify.log",
    localrule: True
    conda:
        ENVIRONMENT
    threads: usable_cores()  # no more than --cores, which a cluster does not have
    shell:
        script("verify") + " {input.plan:q} --processes {threads} 2> >(tee {log:q} >&2)"
