"""Renders the project of the working directory by a local Dask cluster of two worker processes; prints what happened.

With the argument `kill`, one of the workers is killed after the first environment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from k8sdsl.gitops.request import GitOpsRequest
from k8sdsl.gitops.session import run


def main() -> None:
    """One run."""
    from distributed import Client, LocalCluster

    make_cluster: Any = LocalCluster
    connect: Any = Client
    with (
        make_cluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        connect(cluster) as client,
    ):
        workers = [int(pid) for pid in client.run(os.getpid).values()]
        killed: list[int] = []
        done: list[str] = []

        def progress(rendered: Any) -> None:
            done.append(rendered.environment)
            if "kill" in sys.argv and not killed:
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)

        address = cluster.scheduler_address.removeprefix("tcp://")
        outcome = run(GitOpsRequest(root=Path.cwd(), executor=f"dask://{address}", into="dask", progress=progress))
        sys.stdout.write(
            json.dumps({"failed": outcome.failed, "done": sorted(done), "workers": workers, "killed": killed}) + "\n"
        )


if __name__ == "__main__":
    main()
