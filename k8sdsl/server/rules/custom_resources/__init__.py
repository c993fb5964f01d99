"""Custom resources by their definition (apiextensions `registry/customresource`).

`resource` follows the server through one object; `definition` reads what the definition says; `schema_rules` are broken
by values that do not fit the schema; `plans` and `expressions` compile and evaluate CEL rules; `embedded` judges
objects in objects.
"""
