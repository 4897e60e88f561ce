"""Recipes and schedules: a whole training as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from thalweg import _thalweg


class Schedule:
    """The learning rate at each step, from 0: a pure function of the step.

    >>> Schedule.cosine(0.1, 0.0, 100).warmup(10).at(10)
    0.10000000149011612
    """

    def __init__(self, own: _thalweg.Schedule) -> None:
        self._own = own

    @classmethod
    def constant(cls, learning_rate: float) -> Schedule:
        """Always the same rate, at least 0."""
        return cls(_thalweg.Schedule.constant(learning_rate))

    @classmethod
    def cosine(cls, base_lr: float, final_lr: float, steps: int) -> Schedule:
        """Half a cosine from base_lr to final_lr in `steps` steps, then held."""
        return cls(_thalweg.Schedule.cosine(base_lr, final_lr, steps))

    @classmethod
    def linear(cls, start_lr: float, end_lr: float, steps: int) -> Schedule:
        """A straight line from start_lr to end_lr in `steps` steps, then held."""
        return cls(_thalweg.Schedule.linear(start_lr, end_lr, steps))

    @classmethod
    def step_decay(cls, base_lr: float, factor: float, period: int, floor: float = 0.0) -> Schedule:
        """base_lr · factor^⌊t / period⌋, and not below floor."""
        return cls(_thalweg.Schedule.step_decay(base_lr, factor, period, floor))

    @classmethod
    def exponential(cls, base_lr: float, rate: float, steps: int) -> Schedule:
        """base_lr · rate^(t / steps)."""
        return cls(_thalweg.Schedule.exponential(base_lr, rate, steps))

    @classmethod
    def of(cls, nodes: list[Any]) -> Schedule:
        """Any schedule of the device, as a recipe's JSON has it."""
        return cls(_thalweg.Schedule.from_json(json.dumps(nodes)))

    def warmup(self, steps: int, begin: float = 0.0) -> Schedule:
        """The same behind a straight line of `steps` steps from `begin` to its first value."""
        return Schedule(self._own.warmup(steps, begin))

    def then(self, steps: int, following: Schedule) -> Schedule:
        """The same for `steps` steps, and another schedule, from its step 0, after them."""
        return Schedule(self._own.then(steps, following._own))

    def at(self, step: int) -> float:
        """The rate at this step, a float32."""
        return self._own.at(step)

    def nodes(self) -> list[Any]:
        """What a recipe's JSON has under "schedule"."""
        return json.loads(self._own.to_json())


class Recipe:
    """A whole training as plain data: drawn in the explorer, searched on a host, obeyed by a device.

    fields: those of a recipe's JSON, `rule` and `schedule` at least; others have their defaults. What is not a recipe is
    a ValueError; `validate()` names everything that is out of range.

    >>> recipe = Recipe(rule={"Momentum": {"momentum": 0.9}}, schedule=Schedule.constant(0.1).nodes(), batch=4)
    >>> Recipe.from_bytes(recipe.to_bytes()) == recipe
    True
    """

    def __init__(self, **fields: Any) -> None:
        self._own = _thalweg.Recipe.from_json(json.dumps(fields))

    @classmethod
    def _of(cls, own: _thalweg.Recipe) -> Recipe:
        it = cls.__new__(cls)
        it._own = own
        return it

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Reads JSON, as the explorer and the search write it."""
        return cls._of(_thalweg.Recipe.from_json(text))

    @classmethod
    def from_bytes(cls, data: bytes) -> Recipe:
        """Reads the bytes that a device obeys."""
        return cls._of(_thalweg.Recipe.from_bytes(data))

    def to_json(self) -> str:
        """JSON with every field."""
        return self._own.to_json()

    def to_bytes(self) -> bytes:
        """The bytes that a device obeys; the same recipe has the same bytes."""
        return self._own.to_bytes()

    def fields(self) -> dict[str, Any]:
        """Every field, as JSON has it."""
        return json.loads(self.to_json())

    def with_fields(self, **fields: Any) -> Recipe:
        """The same recipe with other values for these fields."""
        return Recipe(**{**self.fields(), **fields})

    def validate(self) -> list[str]:
        """Everything that is wrong, each as one line; nothing for a recipe that can be followed."""
        return self._own.validate()

    @property
    def schedule(self) -> Schedule:
        """The learning rate at each step."""
        return Schedule(self._own.schedule)

    @property
    def fingerprint(self) -> str:
        """8 hexadecimal digits, the CRC-32C of its bytes: equal for equal recipes, and known to devices."""
        return self._own.fingerprint

    def rust(self) -> str:
        """The Rust that does the same."""
        return self._own.rust()

    def pytorch(self) -> str:
        """The PyTorch that does the same, as far as it can."""
        return self._own.pytorch()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self._own == other._own

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"Recipe(**{json.loads(self.to_json())!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Recipe.from_bytes, (self.to_bytes(),))
