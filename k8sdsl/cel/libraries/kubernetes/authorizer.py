"""Questions of a policy to the authorizer (apiserver `pkg/cel/library/authz.go`).

There is no authorizer here, so these functions have types and costs, but evaluating them fails.
"""

from __future__ import annotations

from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library

_PACKAGE = "kubernetes.authorization"
_AUTHORIZER, _PATH, _GROUP = f"{_PACKAGE}.Authorizer", f"{_PACKAGE}.PathCheck", f"{_PACKAGE}.GroupCheck"
_RESOURCE, _DECISION = f"{_PACKAGE}.ResourceCheck", f"{_PACKAGE}.Decision"

AUTHORIZER = Library(
    Function("path", Overload("authorizer_path", f"{_AUTHORIZER}.(string) {_PATH}")),
    Function("group", Overload("authorizer_group", f"{_AUTHORIZER}.(string) {_GROUP}")),
    Function("serviceAccount", Overload("authorizer_serviceaccount", f"{_AUTHORIZER}.(string, string) {_AUTHORIZER}")),
    Function("resource", Overload("groupcheck_resource", f"{_GROUP}.(string) {_RESOURCE}")),
    Function("subresource", Overload("resourcecheck_subresource", f"{_RESOURCE}.(string) {_RESOURCE}")),
    Function("namespace", Overload("resourcecheck_namespace", f"{_RESOURCE}.(string) {_RESOURCE}")),
    Function("name", Overload("resourcecheck_name", f"{_RESOURCE}.(string) {_RESOURCE}")),
    Function(
        "check",
        Overload("pathcheck_check", f"{_PATH}.(string) {_DECISION}"),
        Overload("resourcecheck_check", f"{_RESOURCE}.(string) {_DECISION}"),
    ),
    Function("errored", Overload("decision_errored", f"{_DECISION}.() bool")),
    Function("error", Overload("decision_error", f"{_DECISION}.() string")),
    Function("allowed", Overload("decision_allowed", f"{_DECISION}.() bool")),
    Function("reason", Overload("decision_reason", f"{_DECISION}.() string")),
)
SELECTORS = Library(
    Function("fieldSelector", Overload("authorizer_fieldselector", f"{_RESOURCE}.(string) {_RESOURCE}")),
    Function("labelSelector", Overload("authorizer_labelselector", f"{_RESOURCE}.(string) {_RESOURCE}")),
)
