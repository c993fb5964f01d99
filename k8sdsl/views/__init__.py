"""Output for people: explanations, traces, pictures."""

from __future__ import annotations
