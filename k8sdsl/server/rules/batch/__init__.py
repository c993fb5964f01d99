"""What the API server validates of the batch group: jobs, and the clock that starts them."""

from __future__ import annotations
