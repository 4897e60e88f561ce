"""A node in front of a device on a line: the device fine-tunes, and the node does the same and compares the bits.

What is said on the line, `Parameters`, `Adopt`, `Adapt` and `Report` of the watch's protocol, is the business of the command
that is called: `cargo xtask fleet gateway`. It is handed weights and a recipe, and gives a count and weights back.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess

import numpy as np

from fleet.clients import Client
from fleet.device import Floats


class DeviceFailed(RuntimeError):
    """The device cannot be used in this round: what is wrong, in one line."""


def ask(
    command: str, client: Client, weights: Floats, recipe: bytes, timeout: float, *, told: bool = False
) -> tuple[Floats, int]:
    """What the device makes of the weights; its weights and how many windows it has learnt from.

    told: it has heard this client's recordings, in an earlier round, and is not told them again if it remembers them.
    """
    whole = [*shlex.split(command), "--person", str(client.person)]
    if client.wrist:
        whole += ["--wrist", client.wrist]
    if client.exercise:
        whole += ["--exercise", client.exercise]
    if told:
        whole.append("--told")
    answer = called(whole, weights.astype("<f4").tobytes() + recipe, timeout)
    if len(answer) != 4 + 4 * weights.size:
        raise DeviceFailed(f"its gateway answered {len(answer)} bytes; allowed: {4 + 4 * weights.size}")
    return np.frombuffer(answer, "<f4", offset=4).astype(np.float32), int.from_bytes(answer[:4], "little")


def called(command: list[str], sent: bytes, timeout: float) -> bytes:
    """What a gateway answers. It leads a group, which is ended with it: `cargo` is the parent of the one that has the port."""
    pipe = subprocess.PIPE
    try:
        gateway = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
    except OSError as error:
        raise DeviceFailed(f"its gateway cannot be started: {error}") from None
    with gateway:
        try:
            answer, said = gateway.communicate(sent, timeout)
        except subprocess.TimeoutExpired:
            raise DeviceFailed(f"its device was silent for {timeout:g} s") from None
        finally:
            if gateway.returncode is None:
                os.killpg(gateway.pid, signal.SIGKILL)
    if gateway.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines()
        raise DeviceFailed(f"its device failed: {lines[-1].removeprefix('error: ') if lines else 'it says nothing'}")
    return answer


def same(device: tuple[Floats, int], host: tuple[Floats, int]) -> None:
    """That the device has found what the host finds, bit for bit. What is wrong has no weight in it: the server reads it."""
    if device[1] != host[1]:
        raise DeviceFailed(f"its device learnt from {device[1]} windows, and the host from {host[1]}")
    differ = np.flatnonzero(device[0].view(np.uint32) != host[0].view(np.uint32))
    if differ.size:
        raise DeviceFailed(
            f"its device's update is not the host's: {differ.size} of {host[0].size} parameters have other bits, "
            f"the first is {differ[0]}"
        )
