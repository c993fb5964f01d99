"""What people look at: explanations, traces, pictures."""

from __future__ import annotations
