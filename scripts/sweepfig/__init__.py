"""Draw the figures of a simulation sweep: fast, right, resumable.

Importing the package imports nothing heavy and changes nothing global; the modules are the rooms:

==============  ==========================================================================
`settings`      config -> checked, typed settings
`sweep`         the only module that knows NetCDF and dimension names
`names`         every file and folder name
`plan`          targets, batches, digests; plan.json
`kinds`         which function draws a figure: built in, or the user's own
`figures`       ink: a slice becomes a plain matplotlib figure, no files
`png`           pixels -> PNG with its text chunks, and back to the text
`saving`        a figure becomes a file, whole or not at all; what a file says of itself
`render`        one batch: read, skip what is current, draw, save
`progress`      what is to be done, what was done: pending batches, manifests, receipts
`pool`          `Pool.starmap` that cannot hang on a killed worker
`resources`     what a batch's job asks of a cluster
`node`          caches on a cluster's node
`fallback`      the plan drawn without Snakemake, and the post's three functions
==============  ==========================================================================
"""

__version__ = "0.1.0"
