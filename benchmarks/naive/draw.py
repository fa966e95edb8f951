"""Draw one figure of a sweep: the script of the naive rule."""

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import xarray as xr

with xr.open_dataset(snakemake.input[0]) as opened:  # noqa: F821
    number = int(snakemake.wildcards.number)  # noqa: F821
    here = opened.isel(wavenumber=number // opened.sizes["cee"], cee=number % opened.sizes["cee"])
    figure, axes = plt.subplots(figsize=(9, 4))
    axes.plot(here.frequency, here.actual, label="Actual")
    axes.plot(here.frequency, here.predicted, label="Model")
    axes.legend()
    axes.set_xlabel(r"$\omega_{drive}$", fontsize=16)
    axes.set_ylabel("Normalized Electric Field", fontsize=16)
    axes.set_title(
        rf"$k_0 = $ {here.wavenumber.item()}, $\nu$ = {here.cee.item():.5e}", fontsize=18
    )
    axes.grid()
    figure.savefig(snakemake.output[0], bbox_inches="tight")  # noqa: F821
