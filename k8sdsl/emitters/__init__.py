"""Manifests on their way out: one output format a file, each a function from plain trees to text.

None of them writes a file; that is the command's business.
"""

from __future__ import annotations
