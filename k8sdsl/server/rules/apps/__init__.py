"""The validation of the apps group: the controllers that keep pods running."""

from __future__ import annotations
