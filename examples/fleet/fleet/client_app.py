"""The Flower client: a watch, or a gateway in front of one."""

from __future__ import annotations

import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from fleet.device import MEMBERS, fit, score

app = ClientApp()


def person(context: Context) -> int:
    """Who wears it: said by the node, or by its place in a simulation."""
    said = context.node_config.get("person")
    if said is None:
        return MEMBERS[int(context.node_config.get("partition-id", 0)) % len(MEMBERS)]
    return int(said)


def weights(message: Message) -> np.ndarray:
    """What the server sent."""
    return np.asarray(message.content["arrays"]["w"].numpy(), np.float32)


@app.train()
def train(message: Message, context: Context) -> Message:
    """Fine-tunes from what the server sent."""
    config = context.run_config
    seed = int(message.content["config"]["server-round"])
    own, windows = fit(
        weights(message), person(context), epochs=int(config["epochs"]), seed=seed, mu=float(config["mu"])
    )
    metrics = MetricRecord({"num-examples": windows, "person": person(context)})
    return Message(RecordDict({"arrays": ArrayRecord({"w": Array(own)}), "metrics": metrics}), reply_to=message)


@app.evaluate()
def evaluate(message: Message, context: Context) -> Message:
    """Scores what the server sent on the later windows of its person."""
    found = score(weights(message), person(context))
    metrics = MetricRecord({"num-examples": found.of, "accuracy": found.accuracy})
    return Message(RecordDict({"metrics": metrics}), reply_to=message)
