"""What a custom resource's schema makes of a value: defaults, pruning, and the faults that the API server finds.

`values` judges a value, `string_formats` the formats of its texts, `defaulting` fills in and takes out what the server
does before it judges, `pruning` finds the fields that no schema names, `list_types` the items that occur twice. All
work on plain trees and on schemas as they stand in a CustomResourceDefinition, and never raise for any of them.
"""

from __future__ import annotations
