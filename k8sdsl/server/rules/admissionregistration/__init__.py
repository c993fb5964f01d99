"""Admission webhooks and policies (kubernetes `pkg/apis/admissionregistration/validation`).

`webhooks` validates both webhook configurations, `policies` both admission policies, `bindings` their bindings;
`matching` holds the rules for matched requests, and `expressions` those for CEL.
"""

from __future__ import annotations
