"""What people mean, as small functions that return ordinary typed objects."""

from __future__ import annotations
