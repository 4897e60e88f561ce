"""The Flower server: rounds, and what they are worth to whom."""

from __future__ import annotations

import json

import numpy as np
import thalweg
from flwr.app import Array, ArrayRecord, Context, MetricRecord
from flwr.serverapp import Grid, ServerApp

from fleet.device import FACTORY, MEMBERS, NEW, factory, score
from fleet.strategy import Stepped

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Runs the rounds and, with `out`, writes what they came to as JSON."""
    config = context.run_config
    rounds: list[dict[str, object]] = []

    def evaluated(number: int, arrays: ArrayRecord) -> MetricRecord:
        w = np.asarray(arrays["w"].numpy(), np.float32)
        mean = lambda people: 100 * sum(score(w, person).accuracy for person in people) / len(people)
        found = {"members": mean(MEMBERS), "new": mean([NEW]), "old": mean(FACTORY)}
        rounds.append({"round": number, **found, "hash": thalweg.parameters_hash(w)})
        print(json.dumps(rounds[-1]), flush=True)
        return MetricRecord(found)

    strategy = Stepped(str(config["rule"]), float(config["rate"]), nodes=int(config["nodes"]), fraction_evaluate=0.0)
    strategy.start(
        grid=grid,
        initial_arrays=ArrayRecord({"w": Array(factory())}),
        num_rounds=int(config["rounds"]),
        timeout=float(config["timeout"]),
        evaluate_fn=evaluated,
    )
    if config["out"]:
        with open(str(config["out"]), "w") as file:
            json.dump({"rounds": rounds, "left_out": strategy.left_out}, file, indent=1)
