"""Averages of parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg import _thalweg


class ParameterEma:
    """An exponential moving average of parameters, as the device keeps it.

    n: how many parameters. decay: γ in [0, 1); 0.999 averages about the last 1000 vectors. warmup: 1 − γ is at least
    9 / (10 + t). start_after: vectors that are copied before averaging begins.
    """

    def __init__(self, n: int, decay: float = 0.999, *, warmup: bool = False, start_after: int = 0) -> None:
        self._own = _thalweg.ParameterEma(n, decay, warmup, start_after)

    def push(self, parameters: NDArray[np.float32]) -> None:
        """Adds parameters, shape (n,). One that is not finite is a ValueError, and nothing changes."""
        self._own.push(parameters)

    @property
    def value(self) -> NDArray[np.float32]:
        """A copy of the average, shape (n,); zeros before the first vector."""
        return self._own.value


class Swa:
    """An equal average of parameters: stochastic weight averaging (Izmailov et al. 2018). n: how many parameters."""

    def __init__(self, n: int) -> None:
        self._own = _thalweg.Swa(n)

    def push(self, parameters: NDArray[np.float32]) -> None:
        """Adds parameters, shape (n,). One that is not finite is a ValueError, and nothing changes."""
        self._own.push(parameters)

    @property
    def count(self) -> int:
        """How many vectors are averaged."""
        return self._own.count

    @property
    def value(self) -> NDArray[np.float32]:
        """A copy of the average, shape (n,); zeros before the first vector."""
        return self._own.value
