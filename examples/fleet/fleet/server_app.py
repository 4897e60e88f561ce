"""The Flower server: rounds, and what they are worth to whom."""

from __future__ import annotations

import json

import numpy as np
import thalweg
from flwr.app import Array, ArrayRecord, ConfigRecord, Context, MetricRecord
from flwr.serverapp import Grid, ServerApp

from fleet.clients import FACTORY, MEMBERS, NEW
from fleet.device import factory, score
from fleet.private import CLIPPING_NORM
from fleet.settings import Settings
from fleet.strategy import Stepped

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Runs the rounds and, with `out`, writes what they came to as JSON."""
    settings = Settings.of(context.run_config)
    rounds: list[dict[str, object]] = []

    def evaluated(number: int, arrays: ArrayRecord) -> MetricRecord:
        w = np.asarray(arrays["w"].numpy(), np.float32)
        mean = lambda people: 100 * sum(score(w, person, settings.inputs).accuracy for person in people) / len(people)
        found = {"members": mean(MEMBERS), "new": mean([NEW]), "old": mean(FACTORY)}
        rounds.append({"round": number, **found, "hash": thalweg.parameters_hash(w)})
        print(json.dumps(rounds[-1]), flush=True)
        return MetricRecord(found)

    strategy = Stepped(settings.rule, settings.rate, nodes=settings.taking_part, fraction_evaluate=0.0)
    strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord({"w": Array(factory(settings.inputs))}),
        num_rounds=settings.rounds,
        timeout=settings.timeout,
        train_config=ConfigRecord({CLIPPING_NORM: settings.clip}),
        evaluate_fn=evaluated,
    )
    if settings.out:
        with open(settings.out, "w") as file:
            json.dump({"rounds": rounds, "left_out": strategy.left_out}, file, indent=1)
