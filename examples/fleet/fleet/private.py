"""What a device keeps to itself of its person, by Flower's own modifiers: its change is clipped, and noise is added."""

from __future__ import annotations

import numpy as np
from flwr.app import Context, Message
from flwr.clientapp.mod import LocalDpMod, fixedclipping_mod
from flwr.clientapp.typing import ClientAppCallable

from fleet.nodes import number
from fleet.settings import Settings

CLIPPING_NORM = "clipping_norm"
"""Where Flower's modifier looks for the norm in what the server sends."""


def modified(message: Message, context: Context, call_next: ClientAppCallable) -> Message:
    """Applies what the run asks for to the answer of a training.

    Noise is that of the Gaussian mechanism: σ = 2 clip √(2 ln(1.25/δ)) / ε for every parameter, as two updates of norm
    `clip` are at most 2 clip apart; it makes a round (ε, δ)-private for ε up to 1 (Dwork and Roth 2014, theorem A.1).
    """
    settings = Settings.of(context.run_config)
    if not settings.clip:
        return call_next(message, context)
    if not settings.epsilon:
        return fixedclipping_mod(message, context, call_next)
    if settings.noise_seed:
        # Flower draws from numpy's own generator.
        np.random.seed([settings.noise_seed, int(message.content["config"]["server-round"]), number(context)])
    noise = LocalDpMod(settings.clip, 2 * settings.clip, settings.epsilon, settings.delta)
    return noise(message, context, call_next)
