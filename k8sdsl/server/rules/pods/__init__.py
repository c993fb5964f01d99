"""What the API server validates of the core group: pods, their templates, and the kinds around them."""

from __future__ import annotations
