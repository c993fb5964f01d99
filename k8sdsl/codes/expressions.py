"""Errors about CEL expressions."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "cel/compile",
        "A CEL expression does not compile, so the API server would refuse the definition or policy that has it.",
        "Correct the expression at the position that the error names; types are checked as in the API server.",
        "self.replicas > 'three'    # wrong: int and string\nself.replicas > 3          # right",
    ),
    ErrorCode(
        "cel/evaluation",
        "A CEL expression fails for these values: a key that is absent, an index out of bounds, a division by zero.",
        "Check that the value exists first.",
        "!has(self.spec.replicas) || self.spec.replicas > 0",
    ),
    ErrorCode(
        "cel/cost",
        "Evaluating a CEL expression costs more than the API server allows.",
        "Set `maxItems` or `maxLength` for lists and strings in the definition, and avoid nested loops.",
        "self.names.all(x, self.others.exists(y, x == y))    # the product of both lengths",
    ),
    ErrorCode(
        "cel/unknown",
        "The value of the expression depends on something that only a running cluster knows.",
        "There is nothing to fix: it is reported as unknown, not as a violation.",
        "request.userInfo.username == 'admin'",
    ),
)
