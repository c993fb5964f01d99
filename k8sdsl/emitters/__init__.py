"""Output formats for manifests, one file per format, each a function from plain trees to text.

None of them writes a file; the commands do.
"""

from __future__ import annotations
