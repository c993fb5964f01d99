"""CustomResourceDefinition (apiextensions `apis/apiextensions/validation/validation.go` and `apiserver/schema`).

`definition` is the entry point; `versions` and `conversion` validate what surrounds the schemas; `schema` defines the
order of a schema's checks: `structural` (whether the server can prune and default by it), `defaults`, `openapi`
(forbidden keywords and combinations) and `expressions` (CEL rules). `field_path` reads the paths that point into a
schema.
"""

from __future__ import annotations
