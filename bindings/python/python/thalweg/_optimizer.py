"""Optimizers of any rule."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from thalweg import _thalweg
from thalweg._recipe import Recipe


def rules() -> dict[str, dict[str, Any] | None]:
    """Every rule by its name in a recipe, with its default settings; None for a rule without settings."""
    return json.loads(_thalweg.rules())


class Optimizer:
    """A rule, and the state of the parameters that it moves.

    rule: a name of `rules()`, such as "AdamW". shape: how many parameters, or (rows, columns) of a matrix for a rule that
    looks at a whole tensor. settings: those that differ from the defaults. max_value, max_norm: every element, or the
    Euclidean norm, of a gradient is clipped to it. weight_decay: λ w is added to the gradient.

    A gradient that is not finite skips the step and is counted. What is out of range is a ValueError that says what is
    allowed.

    >>> w = np.ones(2, np.float32)
    >>> Optimizer("Momentum", 2).step(w, np.array([0.5, -0.5], np.float32), 0.1)
    'applied'
    >>> w
    array([0.95, 1.05], dtype=float32)
    """

    def __init__(
        self,
        rule: str,
        shape: SupportsIndex | tuple[int, int],
        *,
        settings: Mapping[str, Any] | None = None,
        max_value: float | None = None,
        max_norm: float | None = None,
        weight_decay: float | None = None,
    ) -> None:
        defaults = rules()
        if rule not in defaults:
            raise ValueError(f"rule is {rule!r}; allowed: {', '.join(sorted(defaults))}")
        own = _with(rule, defaults[rule], settings or {})
        rows, columns = (operator.index(shape), None) if isinstance(shape, SupportsIndex) else shape
        text = json.dumps({rule: own}, default=_number)
        self._own = _thalweg.Optimizer(text, rows, columns, max_value, max_norm, weight_decay)

    @classmethod
    def of_recipe(cls, recipe: Recipe, n: int) -> Optimizer:
        """The optimizer of a recipe for n parameters; the rate is the schedule's, and yours to give.

        So are the loss, with ``l2_sp`` and ``replay``, and what ``wise`` keeps after the training. A recipe that does
        not train all parameters (``trained``, ``unfreezing``, ``lora``) is refused.
        """
        it = cls.__new__(cls)
        it._own = _thalweg.Optimizer.of_recipe(recipe._own, n)
        return it

    def step(
        self,
        parameters: NDArray[np.float32],
        gradient: NDArray[np.float32],
        learning_rate: float,
        *,
        momentum: float | None = None,
        weight_decay: float | None = None,
    ) -> str:
        """Moves parameters, shape (n,), in place, against their gradient of that shape.

        momentum (or β₁) and weight_decay stand in place of the rule's own in this step. Returns "applied", "skipped" (a
        gradient that is not finite: nothing has moved) or "diverged" (a parameter or the state is not
        finite any more).
        """
        return self._own.step(parameters, gradient, learning_rate, momentum, weight_decay)

    def reset(self) -> None:
        """Back to before the first step."""
        self._own.reset()

    @property
    def steps(self) -> int:
        """How many steps were applied."""
        return self._own.steps

    @property
    def skipped(self) -> int:
        """How many steps were skipped."""
        return self._own.skipped

    def __len__(self) -> int:
        return self._own.len


def _number(value: Any) -> int | float:
    """A number of numpy's, which JSON does not know."""
    try:
        return operator.index(value)
    except TypeError:
        return float(value)


def _with(rule: str, defaults: dict[str, Any] | None, settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """The defaults with these settings; those of a rule inside a wrapper by their own names."""
    if defaults is None:
        if settings:
            raise ValueError(f"{rule} has no settings; found: {', '.join(settings)}")
        return None
    inner = defaults.get("rule")
    own = dict(defaults)
    rest = {}
    for name, value in settings.items():
        if name in own and name != "rule":
            own[name] = value
        else:
            rest[name] = value
    if rest and isinstance(inner, dict):
        own["rule"] = _with(rule, inner, rest)
    elif rest:
        raise ValueError(f"{rule} has no {', '.join(rest)}; allowed: {', '.join(sorted(own))}")
    return own
