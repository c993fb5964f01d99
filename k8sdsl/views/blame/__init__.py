"""Where every field of an object comes from: `k8sdsl blame`.

histories   every step that set each field of the objects of a build
lines       the lines of the YAML with their fields; places and source texts
text        as_json   as_html   the forms
"""

from __future__ import annotations
