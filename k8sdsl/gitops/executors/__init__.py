"""A fleet rendered by an existing engine: processes, Dask, or any `concurrent.futures.Executor`.

- `choice`: the executor that a declaration or an option names. `shipment`: the project's files, sent or installed.
- `remote_rendering`: what a worker does. `distribution`: batches, progress, and retries after lost workers.
"""

from __future__ import annotations
