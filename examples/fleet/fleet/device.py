"""What a device does: weights in, weights and a count out."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from thalweg import Recipe, Score, Task

from fleet.clients import FACTORY, NEW, Client

Floats = NDArray[np.float32]


@cache
def task(client: Client, inputs: str = "factory") -> Task:
    """The watch of a client, as it left the factory: as boards are made, or for inputs of its own a plain one."""
    return Task(
        "watch",
        person=client.person,
        factory=FACTORY,
        inputs=inputs,
        wrist=client.wrist,
        exercise=client.exercise,
        plain=inputs == "factory",
    )


def factory(inputs: str = "factory") -> Floats:
    """The factory's weights, shape (775,)."""
    return task(Client(NEW), inputs).parameters


def recipe(watch: Task, *, epochs: int, seed: int) -> Recipe:
    """What a watch follows in a round."""
    return watch.recipe(epochs=epochs, seed=seed)


def fit(
    weights: Floats, client: Client, *, epochs: int, seed: int, mu: float = 0.0, inputs: str = "factory"
) -> tuple[Floats, int]:
    """A client's watch fine-tunes from these weights; its weights and how many windows it learnt from.

    mu: a proximal term pulls back to the weights that came (FedProx); 0 for none. A client that holds a single exercise
    learns from that one alone: it is not left out.
    """
    watch = task(client, inputs)
    tuned = watch.tune(recipe(watch, epochs=epochs, seed=seed), start=weights, mu=mu)
    return tuned.parameters, tuned.windows


def score(weights: Floats, person: int, inputs: str = "factory") -> Score:
    """How well weights do on the later windows of a person."""
    return task(Client(person), inputs).score(weights)
