"""What the API server validates of events, in the core group and in their own."""

from __future__ import annotations
