"""Admission webhooks and policies (kubernetes `pkg/apis/admissionregistration/validation`).

`webhooks` judges both webhook configurations, `policies` both admission policies, `bindings` what binds them;
`matching` says which requests they meet, and `expressions` what their CEL may speak of.
"""

from __future__ import annotations
