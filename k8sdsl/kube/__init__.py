"""What Kubernetes knows, as tables: kinds, schemas, field specs, references, quantities, versions."""

from __future__ import annotations
