"""The server's rules beside Flower's own strategies, step by step."""

import numpy as np
import pytest
from flwr.app import Array, ArrayRecord, ConfigRecord
from flwr.serverapp.strategy import FedAdagrad, FedAdam, FedAvg, FedYogi
from flwr.supercore.task_identity import TaskIdentity

from fleet import device
from fleet.inline import InlineGrid
from fleet.settings import Settings
from fleet.strategy import Stepped

ROUNDS = 20
NODES = {"min_train_nodes": 1, "min_evaluate_nodes": 1, "min_available_nodes": 1}


def plain(_):
    """Flower takes the rate as it is."""
    return 1.0


def corrected(number):
    """Flower's FedAdam corrects the bias, which the paper does not: in round 1 as Adam in its second step."""
    return np.sqrt(1 - 0.99 ** (number + 1)) / (1 - 0.9 ** (number + 1))


@pytest.mark.parametrize(
    ("rule", "rate", "flowers", "correction", "tolerance"),
    [
        ("Sgd", 1.0, FedAvg(**NODES), plain, 2e-7),
        ("AdaGrad", 0.01, FedAdagrad(eta=0.01, tau=1e-3, **NODES), plain, 1e-6),
        ("AdamUncorrected", 0.01, FedAdam(eta=0.01, tau=1e-3, **NODES), corrected, 2e-6),
        ("Yogi", 0.01, FedYogi(eta=0.01, tau=1e-3, **NODES), plain, 2e-6),
    ],
)
def test_a_rule_steps_as_flower_s_strategy(rule, rate, flowers, correction, tolerance):
    TaskIdentity.run_id, TaskIdentity.node_id, TaskIdentity.task_id = 1, 0, 1
    grid = InlineGrid(Settings.read(["nodes=3", "epochs=1"]))
    ours = Stepped(rule, rate, nodes=3)
    w, moved, apart = device.factory(), 0.0, 0.0
    for number in range(1, ROUNDS + 1):
        sent = lambda: (number, ArrayRecord({"w": Array(w)}), ConfigRecord(), grid)
        flowers.configure_train(*sent())
        replies = grid.send_and_receive(list(ours.configure_train(*sent())))
        ours.rate = rate * correction(number)
        found, expected = (strategy.aggregate_train(number, replies)[0]["w"].numpy() for strategy in (ours, flowers))
        apart = max(apart, np.abs(found - expected).max())
        moved = max(moved, np.abs(found - w).max())
        w = found
    assert apart <= tolerance and moved > 1000 * tolerance, (apart, moved)


def test_without_the_correction_adam_is_another():
    assert abs(corrected(1) - 1) > 0.2
