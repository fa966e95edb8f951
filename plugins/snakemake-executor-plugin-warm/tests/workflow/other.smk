rule kinds:
    output:
        "{kind}.txt",
    params:
        warm="letters:kinds",
    shell:
        "echo shell > {output}"
