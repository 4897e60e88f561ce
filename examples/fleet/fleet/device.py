"""What a device does: weights in, weights and a count out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from thalweg import Score, Task

Floats = NDArray[np.float32]

FACTORY = (1, 2)
"""The people whom the factory knows."""
MEMBERS = (3, 4, 5, 6, 7)
"""Those who wear a watch of the fleet."""
NEW = 8
"""Someone who gets one later."""


def task(person: int) -> Task:
    """The watch of a person, as it left the factory."""
    return Task("watch", person=person, factory=FACTORY)


def factory() -> Floats:
    """The factory's weights, shape (775,)."""
    return task(NEW).parameters


def fit(weights: Floats, person: int, *, epochs: int, seed: int, mu: float = 0.0) -> tuple[Floats, int]:
    """A person's watch fine-tunes from these weights; its weights and how many windows it learnt from.

    mu: a proximal term pulls back to the weights that came (FedProx); 0 for none.
    """
    watch = task(person)
    tuned = watch.tune(watch.recipe(epochs=epochs, seed=seed), start=weights, mu=mu)
    return tuned.parameters, tuned.windows


def score(weights: Floats, person: int) -> Score:
    """How well weights do on the later windows of a person."""
    return task(person).score(weights)
