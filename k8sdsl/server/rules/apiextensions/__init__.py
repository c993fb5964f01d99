"""CustomResourceDefinition (apiextensions `apis/apiextensions/validation/validation.go` and `apiserver/schema`).

`definition` is the way in; `versions` and `conversion` judge what surrounds the schemas, `schema` says in which
order a schema is judged: `structural` (can the server prune and default by it), `defaults`, `openapi` (what is
forbidden or goes together) and `expressions` (rules in CEL). `field_path` reads the paths that point into a schema.
"""

from __future__ import annotations
