"""The same ServerApp and ClientApp in one process: a grid that calls the client itself.

    python -m fleet.inline rounds=10 epochs=5 out=result.json
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

from flwr.app import Context, Error, Message, RecordDict
from flwr.serverapp import Grid
from flwr.supercore.task_identity import TaskIdentity  # private; the version is pinned, and a test runs it

from fleet.client_app import app as client
from fleet.nodes import config
from fleet.server_app import app as server
from fleet.settings import Settings, writable
from fleet.strategy import EveryClientFailed


class InlineGrid(Grid):
    """Nodes that are functions."""

    def __init__(self, settings: Settings) -> None:
        self.nodes = {
            node + 1: Context(
                run_id=1, node_id=node + 1, node_config=config(node, settings), state=RecordDict(), run_config=settings.config()
            )
            for node in range(settings.taking_part)
        }

    def set_run(self, *_: Any, **__: Any) -> None:
        """There is one."""

    @property
    def run(self) -> Any:
        """Nothing asks for it."""
        return None

    def create_message(self, *_: Any, **__: Any) -> Message:
        """Messages are made by their own class."""
        raise NotImplementedError

    def get_node_ids(self) -> list[int]:
        """All of them."""
        return list(self.nodes)

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        """Answers come at once, by `send_and_receive`."""
        raise NotImplementedError

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        """Answers come at once, by `send_and_receive`."""
        raise NotImplementedError

    def send_and_receive(self, messages: Iterable[Message], *, timeout: float | None = None) -> Iterable[Message]:
        """Calls each node; one that fails answers with its error, as over a network."""
        answers = []
        for message in messages:
            message.metadata.__dict__.update(_message_id="inline", _run_id=1)
            try:
                answers.append(client(message, self.nodes[message.metadata.dst_node_id]))
            except Exception as error:
                answers.append(Message(Error(code=0, reason=str(error)), reply_to=message))
        return answers


def run(settings: Settings) -> None:
    """All rounds."""
    TaskIdentity.run_id, TaskIdentity.node_id, TaskIdentity.task_id = 1, 0, 1
    whole = Context(run_id=1, node_id=0, node_config={}, state=RecordDict(), run_config=settings.config())
    server(InlineGrid(settings), whole)


def main(arguments: list[str]) -> int:
    """Settings as name=value."""
    logging.getLogger("flwr").setLevel(logging.WARNING)
    try:
        settings = Settings.read(arguments)
        writable(settings.out)
        run(settings)
    except (EveryClientFailed, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
