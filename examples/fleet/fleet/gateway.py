"""A node in front of a device on a line: the device fine-tunes, and the node does the same and compares the bits.

What is said on the line, `Parameters`, `Adopt`, `Adapt` and `Report` of the watch's protocol, is the business of the command
that is called: `cargo xtask fleet gateway`. It is handed weights and a recipe, and gives a count and weights back.
"""

from __future__ import annotations

import shlex
import subprocess

import numpy as np

from fleet.clients import Client
from fleet.device import Floats


class DeviceFailed(RuntimeError):
    """The device cannot be used in this round: what is wrong, in one line."""


def ask(command: str, client: Client, weights: Floats, recipe: bytes, timeout: float) -> tuple[Floats, int]:
    """What the device makes of the weights; its weights and how many windows it has learnt from."""
    whole = [*shlex.split(command), "--person", str(client.person)]
    if client.wrist and client.exercise:
        whole += ["--wrist", client.wrist, "--exercise", client.exercise]
    sent = weights.astype("<f4").tobytes() + recipe
    try:
        ended = subprocess.run(whole, input=sent, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise DeviceFailed(f"its device was silent for {timeout:g} s") from None
    except OSError as error:
        raise DeviceFailed(f"its gateway cannot be started: {error}") from None
    if ended.returncode != 0:
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        raise DeviceFailed(f"its device failed: {said[-1].removeprefix('error: ') if said else 'it says nothing'}")
    if len(ended.stdout) != 4 + 4 * weights.size:
        raise DeviceFailed(f"its gateway answered {len(ended.stdout)} bytes; allowed: {4 + 4 * weights.size}")
    return np.frombuffer(ended.stdout, "<f4", offset=4).astype(np.float32), int.from_bytes(ended.stdout[:4], "little")


def same(device: tuple[Floats, int], host: tuple[Floats, int]) -> None:
    """That the device has found what the host finds, bit for bit."""
    if device[1] != host[1]:
        raise DeviceFailed(f"its device learnt from {device[1]} windows, and the host from {host[1]}")
    differ = np.flatnonzero(device[0].view(np.uint32) != host[0].view(np.uint32))
    if differ.size:
        first = int(differ[0])
        raise DeviceFailed(
            f"its device's update is not the host's: {differ.size} of {host[0].size} parameters have other bits, "
            f"the first is {first}: {device[0][first]:.9g}, not {host[0][first]:.9g}"
        )
