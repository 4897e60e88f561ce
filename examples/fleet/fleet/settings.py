"""What a run is asked for: the app's configuration, each number within what is allowed."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fleet.clients import KINDS, clients
from fleet.strategy import RULES


@dataclass(frozen=True)
class Settings:
    """The names are those of `tool.flwr.app.config` in pyproject.toml, which has the defaults."""

    rounds: int
    """At least 1."""
    epochs: int
    """That a device fine-tunes in a round, at least 1."""
    rule: str
    """Of the server, one of `strategy.RULES`."""
    rate: float
    """Of that rule, at least 0."""
    mu: float
    """A proximal term µ (w − w sent) in a device's gradient (FedProx), at least 0."""
    clients: str
    """"people", or "recordings": one exercise of one wrist of one person each."""
    nodes: int
    """How many of them take part; 0 for all."""
    inputs: str
    """Whose statistics a window is normalised with: "factory", or "device" for those in the image of the emulated boards."""
    clip: float
    """The norm of what a device changes is at most this one; 0 for no clipping."""
    epsilon: float
    """Noise of local differential privacy, for one round; 0 for none."""
    delta: float
    """Between 0 and 1."""
    noise_seed: int
    """Noise that can be drawn again, which hides nothing; 0 for one that cannot."""
    devices: int
    """So many nodes are gateways to emulated boards, the first ones."""
    gateway: str
    """The command of a gateway; {node} stands for the number of its node."""
    impostor: bool
    """The last device has heard another person."""
    timeout: float
    """Seconds that a round waits for a device."""
    out: str
    """A file for the result, as JSON; "" for none."""

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """Those of a run. What is wrong is a ValueError in one line."""
        settings = cls(**{field.name: config[field.name] for field in fields(cls)})
        settings._check()
        return settings

    @classmethod
    def read(cls, arguments: list[str]) -> Settings:
        """Those of name=value, and the defaults of the app."""
        config = defaults()
        for argument in arguments:
            name, _, value = argument.partition("=")
            if name not in config:
                raise ValueError(f"{name} is no setting; allowed: {', '.join(config)}")
            config[name] = parsed(name, value, type(config[name]))
        return cls.of(config)

    def config(self) -> dict[str, Any]:
        """As Flower hands it to every app."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def _check(self) -> None:
        positive = lambda value: 0 < value < float("inf")
        for name in ("rounds", "epochs"):
            require(name, getattr(self, name), getattr(self, name) >= 1, "at least 1")
        for name in ("rate", "mu"):
            value = getattr(self, name)
            require(name, value, value == 0 or positive(value), "finite and at least 0")
        require("rule", self.rule, self.rule in RULES, ", ".join(RULES))
        require("timeout", self.timeout, positive(self.timeout), "finite and above 0")
        require("clients", self.clients, self.clients in KINDS, ", ".join(KINDS))
        require("inputs", self.inputs, self.inputs in ("factory", "device"), "factory, device")
        there = len(clients(self.clients))
        require("nodes", self.nodes, 0 <= self.nodes <= there, f"from 1 to {there}, or 0 for all")
        for name in ("clip", "epsilon"):
            value = getattr(self, name)
            require(name, value, value == 0 or positive(value), "finite and above 0, or 0 for none")
        require("delta", self.delta, 0 < self.delta < 1, "above 0 and below 1")
        require("noise_seed", self.noise_seed, 0 <= self.noise_seed < 2**32, "from 0 to 4294967295")
        require("epsilon", self.epsilon, self.epsilon == 0 or self.clip > 0, "with clip, which bounds what noise hides")
        noisy = "with epsilon, which asks for noise"
        require("noise_seed", self.noise_seed, self.noise_seed == 0 or self.epsilon > 0, noisy)
        require("delta", self.delta, self.delta == defaults()["delta"] or self.epsilon > 0, noisy)
        require("devices", self.devices, 0 <= self.devices <= self.taking_part, f"from 0 to {self.taking_part}, the nodes")
        if self.devices:
            beside_a_device(self)
            require("gateway", self.gateway, self.gateway != "", "a command, where there are devices")
        require("gateway", self.gateway, self.gateway == "" or self.devices > 0, "with devices, that stand behind it")
        require("impostor", self.impostor, not self.impostor or self.devices > 0, "with devices, of which it is one")

    @property
    def taking_part(self) -> int:
        """How many nodes there are."""
        return self.nodes or len(clients(self.clients))


def require(name: str, value: object, right: bool, allowed: str) -> None:
    """Refuses a value in one line."""
    if not right:
        raise ValueError(f"{name} is {value!r}; allowed: {allowed}")


def beside_a_device(settings: Settings) -> None:
    """Refuses what a device cannot do, and the nodes beside it would."""
    require("inputs", settings.inputs, settings.inputs == "device", "device, where there are devices")
    require("mu", settings.mu, settings.mu == 0, "0, where there are devices: their recipe has no such term")


def writable(out: str) -> None:
    """Refuses a file that cannot be written, before the rounds and not behind them; what is in it stays."""
    try:
        open(out or os.devnull, "a").close()
    except OSError as error:
        require("out", out, False, f"a file that can be written: {error.strerror}")


def parsed(name: str, text: str, kind: type) -> Any:
    """A value of that kind."""
    if kind is bool:
        require(name, text, text in ("true", "false"), "true, false")
        return text == "true"
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}; allowed: {'a whole number' if kind is int else 'a number'}") from None


def defaults() -> dict[str, Any]:
    """Those of the app."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text()
    return tomllib.loads(text)["tool"]["flwr"]["app"]["config"]
