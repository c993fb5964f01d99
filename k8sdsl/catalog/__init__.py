"""Typed classes and schemas of well-known custom kinds: `from k8sdsl.catalog import cert_manager`.

One package per project, with the kinds at their preferred version and their parts in one flat namespace. A project
that is not used is not loaded. `index` says which versions the facts are of, `definitions` gives the schemas to
`check`.
"""

from __future__ import annotations
