"""Nodes: who wears the watch of one, and what stands before it."""

from __future__ import annotations

from flwr.app import Context

from fleet.clients import EXERCISES, NEW, WRISTS, Client, clients
from fleet.settings import Settings, require


def config(node: int, settings: Settings) -> dict[str, int | str]:
    """What a node is told when it starts: its place, as Flower's simulation tells it, and its gateway, if it has one."""
    told: dict[str, int | str] = {"partition-id": node, "num-partitions": settings.taking_part}
    if node < settings.devices:
        told["gateway"] = settings.gateway.replace("{node}", str(node))
        if settings.impostor and node == settings.devices - 1:
            told["gateway"] += " --impostor"
    return told


def number(context: Context) -> int:
    """The place of a node among all; behind those, person, wrist and exercise as one number where it was told a person."""
    told = context.node_config
    if "person" in told:
        who = client(context)
        return 1000 * who.person + 100 * (None, *WRISTS).index(who.wrist) + (None, *EXERCISES).index(who.exercise)
    there, place = len(clients(str(context.run_config["clients"]))), told.get("partition-id")
    require("partition-id", place, place in range(there), f"from 0 to {there - 1}, or a person in its place")
    return int(place)  # type: ignore[arg-type]


def client(context: Context) -> Client:
    """Who wears it: said by the node, or by its place."""
    told = context.node_config
    if "person" in told:
        person, wrist, exercise = (told.get(name) for name in ("person", "wrist", "exercise"))
        require("person", person, person in range(1, NEW + 1), f"from 1 to {NEW}")
        require("wrist", wrist, wrist in (None, *WRISTS), ", ".join(WRISTS))
        require("exercise", exercise, exercise in (None, *EXERCISES), ", ".join(EXERCISES))
        return Client(person, wrist, exercise)  # type: ignore[arg-type]
    return clients(str(context.run_config["clients"]))[number(context)]
