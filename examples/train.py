"""Train a small network on the demo sweep, and draw what it predicts beside the training.

    python examples/train.py [--epochs 8] [--steps 1000] [--processes N] [--output training]

A network of two hidden layers (NumPy, Adam) learns the response of the plasma over wavenumber, damping
and drive frequency. After each epoch it predicts the whole sweep, and hands the prediction over: 315
figures an epoch, simulated and predicted, in training/epoch=00/k0=0.33/rc-1.778e-05.png and so on. The
last lines say how much of its time the loop lost to that.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import sys
import time
from pathlib import Path

# The loop has one core and the figures the others: threads that wait for one another lose far more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))  # not needed where sweepfig is installed

import sweepfig  # noqa: E402
import xarray as xr  # noqa: E402

WIDTH = 96
SAMPLES = 512  # a step
RATE = 3e-3


class Network:
    """A perceptron: inputs (n, 4) -> tanh -> tanh -> (n,)."""

    def __init__(self, random: np.random.Generator) -> None:
        sizes = [4, WIDTH, WIDTH, 1]
        self.weights = [
            random.standard_normal(shape) / np.sqrt(shape[0]) for shape in itertools.pairwise(sizes)
        ]
        self.biases = [np.zeros(size) for size in sizes[1:]]
        self.moments = [np.zeros((2, *each.shape)) for each in self.parameters]
        self.steps = 0

    @property
    def parameters(self) -> list[np.ndarray]:
        """All that is learned."""
        return [*self.weights, *self.biases]

    def layers(self, inputs: np.ndarray) -> list[np.ndarray]:
        """Return what each layer puts out, the inputs first."""
        outputs = [inputs]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            outputs.append(np.tanh(outputs[-1] @ weight + bias))
        return [*outputs, outputs[-1] @ self.weights[-1] + self.biases[-1]]

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Return the network's answer, shape (n,)."""
        return self.layers(inputs)[-1][:, 0]

    def learn(self, inputs: np.ndarray, wanted: np.ndarray, rate: float) -> float:
        """Take a step of Adam; return the mean squared error before it."""
        outputs = self.layers(inputs)
        error = outputs[-1] - wanted[:, None]
        slope = 2 * error / len(wanted)
        of_weights, of_biases = [], []
        for output, weight in zip(outputs[-2::-1], self.weights[::-1], strict=True):
            of_weights.insert(0, output.T @ slope)
            of_biases.insert(0, slope.sum(axis=0))
            slope = (slope @ weight.T) * (1 - output**2)
        self.steps += 1
        for parameter, moment, gradient in zip(
            self.parameters, self.moments, [*of_weights, *of_biases], strict=True
        ):
            moment[0] = 0.9 * moment[0] + 0.1 * gradient
            moment[1] = 0.999 * moment[1] + 0.001 * gradient**2
            mean, square = moment[0] / (1 - 0.9**self.steps), moment[1] / (1 - 0.999**self.steps)
            parameter -= rate * mean / (np.sqrt(square) + 1e-8)
        return float(np.mean(error**2))


def inputs_of(actual: xr.DataArray) -> np.ndarray:
    """Return each point's wavenumber, damping, frequency and distance from resonance, shape (n, 4)."""
    wavenumber, damping, frequency = np.meshgrid(
        *(actual.coords[name].data for name in ("wavenumber", "cee", "frequency")), indexing="ij"
    )
    # Bohm and Gross: omega^2 = 1 + 3 k^2, about where the response has its peak.
    columns = wavenumber, np.log10(damping), frequency, frequency**2 - 1 - 3 * wavenumber**2
    inputs = np.stack([column.ravel() for column in columns], axis=1)
    return (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)


def main() -> None:
    """Train, draw, and say what the drawing cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--steps", type=int, default=1000, help="in an epoch")
    parser.add_argument("--processes", type=int, help="default: all usable cores less one")
    parser.add_argument("--output", default="training")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    with xr.open_dataset(ROOT / "resources" / "demo.nc") as sweep:
        actual = sweep["actual"].load().transpose("wavenumber", "cee", "frequency")
    inputs, wanted = inputs_of(actual), np.log(actual.data.ravel())
    random = np.random.default_rng(0)
    network = Network(random)
    lost = 0.0
    began = time.perf_counter()
    with sweepfig.BackgroundPlotter(options.processes, labels=("Actual", "Network")) as plots:
        for epoch in range(options.epochs):
            rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / options.epochs))
            losses = []
            for _ in range(options.steps):
                chosen = random.integers(len(inputs), size=SAMPLES)
                losses.append(network.learn(inputs[chosen], wanted[chosen], rate))
            predicted = np.exp(network.predict(inputs)).reshape(actual.shape)
            handed_over = time.perf_counter()
            folder = f"{options.output}/epoch={epoch:02d}"
            plots.submit(actual, predicted, folders={"plots": folder})
            lost += time.perf_counter() - handed_over
            print(f"epoch {epoch}: mean squared error of the logarithm {np.mean(losses):.4f}")
        trained = time.perf_counter() - began
    waited = time.perf_counter() - began - trained
    print(
        f"{plots.drawn} figures drawn, {plots.failed} not, in {options.output}/",
        f"the loop took {trained:.2f} s; handing over {1e3 * lost:.1f} ms of that, {lost / trained:.2%}",
        f"after the loop, {waited:.2f} s until the last figure was drawn",
        sep="\n",
    )


if __name__ == "__main__":
    main()
