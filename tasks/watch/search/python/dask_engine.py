"""Trials on a Dask cluster: lines of (key, trial) come in, lines of rows go out.

The workers of a cluster need the packages thalweg and numpy; `local` starts two here.
"""

from __future__ import annotations

import json
import sys

from distributed import Client, LocalCluster, as_completed

import trial


def main(address: str) -> None:
    trials = [json.loads(line) for line in sys.stdin]
    local = address == "local"
    # Loopback alone, no dashboard, nothing left behind.
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") if local else None
    with Client(cluster or address, timeout="30s") as client:
        client.upload_file(trial.__file__)
        futures = client.map(lambda pair: __import__("trial").run(*pair), trials, pure=False, retries=2)
        for future in as_completed(futures):
            print(json.dumps(future.result()), flush=True)
    if cluster:
        cluster.close()


if __name__ == "__main__":
    main(sys.argv[1])
