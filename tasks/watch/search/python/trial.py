"""One trial of the search, as the threads of `cargo xtask search` do it, to the same numbers."""

from __future__ import annotations

import json
from typing import Any

import thalweg


def run(key: str, trial: dict[str, Any]) -> dict[str, Any]:
    """A row: how many windows were recognised before and after, of how many."""
    person, outer = trial["person"], trial["outer"]
    factory = [other for other in range(1, trial["people"] + 1) if other not in (person, outer)]
    task = thalweg.Task("watch", person=person, factory=factory, factory_seed=trial["seed"], plain=True)
    before = task.score(task.parameters)
    try:
        after = task.tune(thalweg.Recipe.from_json(json.dumps(trial["recipe"]))).after.right
    except ValueError:  # a recipe that diverges
        after = 0
    return {"key": key, "before": before.right, "after": after, "of": before.of}
