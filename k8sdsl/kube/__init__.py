"""Facts about Kubernetes as tables: kinds, schemas, defaults, gates, field specs, references, versions."""

from __future__ import annotations
