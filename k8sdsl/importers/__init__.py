"""What turns the files of other tools into stacks and overlays."""

from __future__ import annotations
