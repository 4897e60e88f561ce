"""The server's step: the mean of what devices found is a direction, and a rule of thalweg's goes along it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from logging import WARNING

import numpy as np
import thalweg
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.common.logger import log
from flwr.serverapp import Grid
from flwr.serverapp.strategy import FedAvg

BETA1, BETA2, TAU = 0.9, 0.99, 1e-3
"""As in the paper's experiments."""
RULES: dict[str, dict[str, float | bool]] = {
    "Sgd": {},
    "AdaGrad": {"epsilon": TAU},
    "AdamUncorrected": {"beta1": BETA1, "beta2": BETA2, "epsilon": TAU},
    "Yogi": {"beta1": BETA1, "beta2": BETA2, "epsilon": TAU, "initial": 0.0, "bias_correction": False},
}
"""Of the server, and their settings."""


class EveryClientFailed(RuntimeError):
    """No device sent weights that could be used."""


class Stepped(FedAvg):
    """FedAvg's mean, and a rule of thalweg's that takes w − mean as a gradient (Reddi et al. 2021, algorithm 2).

    rule "Sgd" with rate 1 is FedAvg; "AdaGrad", "AdamUncorrected" and "Yogi" are FedAdagrad, FedAdam and FedYogi of the
    paper, which corrects no bias. A device that fails, sends what is not finite or another model is named and left out;
    a round without any other is an error.
    """

    def __init__(self, rule: str, rate: float, *, nodes: int, **others: object) -> None:
        super().__init__(
            min_train_nodes=1, min_evaluate_nodes=1, min_available_nodes=nodes, **others  # type: ignore[arg-type]
        )
        if rule not in RULES:
            raise ValueError(f"rule is {rule!r}; allowed: {', '.join(RULES)}")
        self.rule, self.rate, self.settings = rule, rate, RULES[rule]
        self.optimizer: thalweg.Optimizer | None = None
        self.current: np.ndarray | None = None
        self.left_out: list[str] = []
        self.asked: list[int] = []

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        """Remembers what the devices are sent; once all were there, those that are left are enough."""
        if server_round > 1:
            self.min_available_nodes = 1
        self.current = np.array(arrays["w"].numpy(), np.float32)
        messages = list(super().configure_train(server_round, arrays, config, grid))
        self.asked = [message.metadata.dst_node_id for message in messages]
        return messages

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        """Takes the server's step."""
        assert self.current is not None
        good, wrong = self._sorted(list(replies))
        failed = [f"round {server_round}, node {node}: {why}" for node, why in wrong]
        for one in failed:
            log(WARNING, "left out: %s", one)
        self.left_out += failed
        if not good:
            raise EveryClientFailed(failed[0] if failed else f"round {server_round}: no device has answered")
        # In one order, whoever answers first: sums of floats depend on it.
        good.sort(key=lambda reply: int(reply.content["metrics"]["node"]))
        mean, metrics = super().aggregate_train(server_round, good)
        direction = self.current - np.asarray(mean["w"].numpy(), np.float32)
        if self.optimizer is None:
            self.optimizer = thalweg.Optimizer(self.rule, self.current.size, settings=self.settings)
        self.optimizer.step(self.current, direction, self.rate * self._uncorrected(self.optimizer.steps + 1))
        return ArrayRecord({"w": Array(self.current.copy())}), metrics

    def _uncorrected(self, step: int) -> float:
        """What takes out the correction of the bias: Adam's ε is where the paper has it, but its rate is
        η √(1 − β₂ᵗ) / (1 − β₁ᵗ)."""
        if self.rule != "AdamUncorrected":
            return 1.0
        return (1 - BETA1**step) / np.sqrt(1 - BETA2**step)

    def _sorted(self, replies: list[Message]) -> tuple[list[Message], list[tuple[int, str]]]:
        """What can be used, and the other nodes with what is wrong: those that are lost as well, for which the SuperLink
        answers, or nobody."""
        good, wrong, lost = [], [], []
        for reply in replies:
            node, why = reply.metadata.src_node_id, self._wrong(reply)
            if why is None:
                good.append(reply)
            elif node in self.asked:
                wrong.append((node, why))
            else:
                lost.append(why)
        silent = set(self.asked) - {reply.metadata.src_node_id for reply in replies}
        return good, wrong + [(node, "; ".join(sorted(set(lost))) or "it did not answer in time") for node in sorted(silent)]

    def _wrong(self, reply: Message) -> str | None:
        """Why a device is left out, if it is."""
        if reply.has_error():
            return f"it failed: {reply.error.reason}"
        assert self.current is not None
        # Flower's mean ends the whole run where an answer has more than the others, or something of another kind.
        sent = reply.content
        if not set(sent) == {*sent.array_records, *sent.metric_records} == {"arrays", "metrics"}:
            return "it sent other records than its arrays and metrics"
        w, metrics = weights(sent.array_records.get("arrays", {})), sent.metric_records.get("metrics", {})
        if w is None or w.shape != self.current.shape:
            return "it sent another model"
        if set(metrics) != {"node", "num-examples"} or {*map(type, metrics.values())} != {int}:
            return "it sent other metrics than its node and a number of windows"
        if not metrics["num-examples"] > 0:
            return "it did not send from how many windows it learnt"
        if not np.isfinite(w).all():
            return "it sent weights that are not finite"
        return None


def weights(sent: Mapping[str, Array]) -> np.ndarray | None:
    """What a device sent, where that is the array "w" of floats and no other."""
    if set(sent) != {"w"}:
        return None
    try:
        w = sent["w"].numpy()
    except (EOFError, OSError, TypeError, ValueError):
        return None  # bytes that are no array
    return w if np.issubdtype(w.dtype, np.floating) else None
