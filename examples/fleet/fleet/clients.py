"""Who takes part: whole people, or one exercise of one wrist of a person each."""

from __future__ import annotations

from dataclasses import dataclass

FACTORY = (1, 2)
"""The people whom the factory knows."""
MEMBERS = (3, 4, 5, 6, 7)
"""Those who wear a watch of the fleet."""
NEW = 8
"""Someone who gets one later."""
WRISTS = ("L", "R")
EXERCISES = ("PEN", "ABD", "FEL", "IR", "ER", "TRAP", "ROW")


@dataclass(frozen=True)
class Client:
    """A person, and which of the 14 recordings a device has of them; None for all."""

    person: int
    wrist: str | None = None
    exercise: str | None = None


def people() -> list[Client]:
    """The members, each with all recordings: 5."""
    return [Client(person) for person in MEMBERS]


def recordings() -> list[Client]:
    """Everyone but the new person, a recording each: 98, the factory's people among them."""
    everyone = sorted(FACTORY + MEMBERS)
    return [Client(person, wrist, exercise) for person in everyone for wrist in WRISTS for exercise in EXERCISES]


KINDS = {"people": people, "recordings": recordings}


def clients(kind: str) -> list[Client]:
    """All of a kind, in the order in which the server sums them."""
    return KINDS[kind]()
