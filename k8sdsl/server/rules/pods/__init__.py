"""The validation of pods, of their templates, and of ReplicationController."""

from __future__ import annotations
