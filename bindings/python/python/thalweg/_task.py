"""The tasks that devices solve, on a host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg import _thalweg
from thalweg._recipe import Recipe


@dataclass(frozen=True)
class Score:
    """How many windows of two seconds were recognised, of how many."""

    right: int
    of: int

    @property
    def accuracy(self) -> float:
        """The share, from 0 to 1."""
        return self.right / max(self.of, 1)


@dataclass(frozen=True)
class Tuned:
    """What a fine-tuning came to."""

    parameters: NDArray[np.float32]
    """Shape (775,)."""
    before: Score
    """On the later windows of each recording, before the fine-tuning, by the statistics of the factory's people."""
    calibrated: Score
    """The same by statistics half the wearer's own, of the labelled windows without their labels."""
    after: Score
    """The same windows, after it."""
    steps: int
    """How many steps were applied."""
    skipped: int
    """How many were skipped, as their gradient was not finite."""
    loss: float
    """The mean loss of the last batch, in nats."""
    windows: int
    """How many labelled windows it learnt from."""


class Task:
    """A smart-watch that recognises exercises, and a person who wears it.

    name: "watch". person: 1 to 8. factory: the people whom its model was pre-trained on, all others by default;
    factory_seed: of that. inputs: "factory" where windows are normalised with the statistics of these people; "device" with
    those in the image of the emulated boards, for which the factory's parameters are rewritten: a board adopts parameters
    alone. If plain, both give the same scores; else they differ a little, as statistics of the wearer are mixed in.
    tuning_windows: how many windows of two seconds are labelled at the start of each of the 14 recordings; the
    watch learns from windows that begin every half second of them.
    wrist: "L" or "R" for the recordings of one; exercise: PEN, ABD, FEL, IR, ER, TRAP or ROW for those of one.
    plain: without statistics of the wearer, overlapping windows, replay and a way back, from a factory without any of it.

    >>> tuned = Task("watch", person=8).tune()
    >>> tuned.before.right, tuned.calibrated.right, tuned.after.right, tuned.after.of
    (338, 367, 370, 398)
    """

    def __init__(
        self,
        name: str = "watch",
        *,
        person: int,
        factory: Sequence[int] | None = None,
        factory_seed: int = 1,
        inputs: str = "factory",
        tuning_windows: int = 2,
        wrist: str | None = None,
        exercise: str | None = None,
        plain: bool = False,
    ) -> None:
        if name != "watch":
            raise ValueError(f"name is {name!r}; allowed: 'watch'")
        people = None if factory is None else list(factory)
        self._own = _thalweg.Watch(person, people, factory_seed, inputs, tuning_windows, wrist, exercise, plain)

    @property
    def parameters(self) -> NDArray[np.float32]:
        """A copy of the factory's parameters, shape (775,): two dense layers, each row its weights and then its bias."""
        return self._own.parameters

    @property
    def windows(self) -> int:
        """How many labelled windows there are to learn from."""
        return self._own.windows

    def recipe(self, *, learning_rate: float | None = None, epochs: int | None = None, seed: int = 1) -> Recipe:
        """The watch's own recipe for these windows: Adam, a cosine behind a warmup, clipping."""
        return Recipe._of(self._own.recipe(learning_rate, epochs, seed))

    def score(self, parameters: NDArray[np.float32]) -> Score:
        """How well parameters, shape (775,), do on the later windows of each recording, by statistics half the wearer's own."""
        return Score(*self._own.score(parameters))

    def score_uncalibrated(self, parameters: NDArray[np.float32]) -> Score:
        """The same by the statistics of the factory's people alone."""
        return Score(*self._own.score_uncalibrated(parameters))

    def tune(
        self,
        recipe: Recipe | None = None,
        *,
        start: NDArray[np.float32] | None = None,
        mu: float = 0.0,
        share: float | None = None,
    ) -> Tuned:
        """Fine-tunes by a recipe, the watch's own by default, from `start`, the factory's parameters by default.

        mu: a proximal term µ (w − start) is added to the gradient (FedProx); 0 for none. A recipe that cannot be followed
        is a ValueError that names the field. share: how much of the way from `start` is left at the end (WiSE); by default as on
        the device, 0.8 from the factory's parameters and 1 from others.
        """
        share = 1.0 if share is None and start is not None else share
        start = self.parameters if start is None else start
        recipe = self.recipe() if recipe is None else recipe
        parameters, steps, skipped, loss = self._own.tune(start, recipe._own, mu, share)
        before, calibrated, after = self.score_uncalibrated(start), self.score(start), self.score(parameters)
        return Tuned(parameters, before, calibrated, after, steps, skipped, loss, self.windows)
