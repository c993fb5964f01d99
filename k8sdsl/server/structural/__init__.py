"""The effect of a custom resource's schema on a value: defaults, pruning, and the faults that the API server finds.

`values` validates a value, `defaulting` sets defaults and drops nulls as the server does before, `pruning` finds the
fields that no schema has, `list_types` the repeated items. All work on plain trees and on schemas as written in a
CustomResourceDefinition, and never raise.
"""

from __future__ import annotations
