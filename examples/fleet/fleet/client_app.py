"""The Flower client: a watch, or a gateway in front of one."""

from __future__ import annotations

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Context, Error, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from flwr.common.constant import ErrorCode

from fleet import gateway
from fleet.device import Floats, fit, recipe, score, task
from fleet.nodes import client, number
from fleet.private import modified
from fleet.settings import Settings, beside_a_device

app = ClientApp()

TOLD = "told"
"""Where a node keeps, for a run, that its device has heard its wearer."""


def weights(message: Message) -> Floats:
    """What the server sent."""
    return np.asarray(message.content["arrays"]["w"].numpy(), np.float32)


def update(sent: Floats, context: Context, seed: int) -> tuple[Floats, int]:
    """The weights after a round, and a count: of the device, where there is one, if the host finds the same bits."""
    settings, who = Settings.of(context.run_config), client(context)
    command = context.node_config.get("gateway")
    if command is not None:
        beside_a_device(settings)
    own = fit(sent, who, epochs=settings.epochs, seed=seed, mu=settings.mu, inputs=settings.inputs)
    if command is None:
        return own
    plan = recipe(task(who, settings.inputs), epochs=settings.epochs, seed=seed)
    told = TOLD in context.state
    device = gateway.ask(str(command), who, sent, plan.to_bytes(), settings.timeout, told=told)
    context.state[TOLD] = ConfigRecord()
    gateway.same(device, own)
    return device


@app.train(mods=[modified])
def train(message: Message, context: Context) -> Message:
    """Fine-tunes from what the server sent."""
    try:
        own, windows = update(weights(message), context, int(message.content["config"]["server-round"]))
    except (gateway.DeviceFailed, ValueError) as error:
        return Message(Error(ErrorCode.CLIENT_APP_RAISED_EXCEPTION, str(error)), reply_to=message)
    metrics = MetricRecord({"num-examples": windows, "node": number(context)})
    return Message(RecordDict({"arrays": ArrayRecord({"w": Array(own)}), "metrics": metrics}), reply_to=message)


@app.evaluate()
def evaluate(message: Message, context: Context) -> Message:
    """Scores what the server sent on the later windows of its person."""
    found = score(weights(message), client(context).person, str(context.run_config["inputs"]))
    metrics = MetricRecord({"num-examples": found.of, "accuracy": found.accuracy})
    return Message(RecordDict({"metrics": metrics}), reply_to=message)
