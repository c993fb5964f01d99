"""Which overlays a test runs for."""

from __future__ import annotations

import pytest

every_overlay = pytest.mark.every_overlay
"""Runs a test once for each overlay of the project, members of fleets included.

The test takes the fixture `overlay`, a `RenderedOverlay`. With patterns it runs only for the overlays that match one:
`@every_overlay("eu-*", "prod")`.
"""
