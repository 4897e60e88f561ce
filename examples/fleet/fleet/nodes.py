"""Nodes: who wears the watch of one, and what stands before it."""

from __future__ import annotations

from flwr.app import Context

from fleet.clients import Client, clients
from fleet.settings import Settings


def config(node: int, settings: Settings) -> dict[str, int | str]:
    """What a node is told when it starts: its place, as Flower's simulation tells it, and its gateway, if it has one."""
    told: dict[str, int | str] = {"partition-id": node, "num-partitions": settings.taking_part}
    if node < settings.devices:
        told["gateway"] = settings.gateway.replace("{node}", str(node))
        if settings.impostor and node == settings.devices - 1:
            told["gateway"] += " --impostor"
    return told


def number(context: Context) -> int:
    """The place of a node among all; a person's where it was told a person."""
    return int(context.node_config.get("partition-id", context.node_config.get("person", 0)))


def client(context: Context) -> Client:
    """Who wears it: said by the node, or by its place."""
    told = context.node_config
    if "person" in told:
        optional = {name: str(told[name]) for name in ("wrist", "exercise") if name in told}
        return Client(int(told["person"]), **optional)
    return clients(str(context.run_config["clients"]))[number(context)]
