"""Optuna proposes recipes for each person, on the others alone; a journal file keeps what it has learnt.

Arguments: journal, proposals for each person, people, seeds. Lines of {"recipe", "row"} go out.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import optuna
import thalweg
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

import trial as one

RULES = {"Adam": (3e-4, 3e-2), "Momentum": (3e-3, 3e-1), "Lion": (1e-4, 1e-2)}


def rows(recipe: thalweg.Recipe, person: int, outer: int, people: int, seeds: list[int]) -> float:
    """Mean accuracy of a recipe on a person; every row is printed."""
    right = 0.0
    for seed in seeds:
        seeded = recipe.with_fields(seed=seed)
        of = {"person": person, "outer": outer, "people": people, "seed": seed, "recipe": seeded.fields()}
        key = f"{seeded.fingerprint} person {person} outer {outer} of {people} seed {seed}"
        row = one.run(key, of)
        print(json.dumps({"recipe": seeded.fields(), "row": row}), flush=True)
        right += row["after"] / row["of"] / len(seeds)
    return right


def proposed(params: dict[str, Any]) -> thalweg.Recipe:
    """The watch's recipe with what Optuna proposes."""
    rule, epochs = params["rule"], params["epochs"]
    task = thalweg.Task("watch", person=1)
    recipe = task.recipe(learning_rate=params[f"rate of {rule}"], epochs=epochs)
    return recipe.with_fields(rule={rule: thalweg.rules()[rule]})


def main(journal: str, proposals: int, people: int, seeds: list[int]) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = JournalStorage(JournalFileBackend(journal))
    for outer in range(1, people + 1):
        others = [person for person in range(1, people + 1) if person != outer]

        def objective(trial: optuna.Trial) -> float:
            rule = trial.suggest_categorical("rule", list(RULES))
            trial.suggest_float(f"rate of {rule}", *RULES[rule], log=True)
            trial.suggest_int("epochs", 5, 40, log=True)
            recipe = proposed(trial.params)
            return sum(rows(recipe, person, outer, people, seeds) for person in others) / len(others)

        study = optuna.create_study(
            storage=storage,
            study_name=f"for person {outer} of {people}, seeds {seeds}",
            direction="maximize",
            load_if_exists=True,
            sampler=optuna.samplers.TPESampler(seed=outer),
        )
        study.optimize(objective, n_trials=max(0, proposals - len(study.trials)))
        # What is reported, and what is to be taken along: all proposals on everyone by himself.
        for done in study.trials:
            for person in range(1, people + 1):
                rows(proposed(done.params), person, person, people, seeds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [int(seed) for seed in sys.argv[4].split(",")])
