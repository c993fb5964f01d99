"""Resource quotas: what each kind of object uses of them (`k8s.io/kubernetes/pkg/quota/v1/evaluator/core`).

A kind's evaluator is a module with `usage(tree)`, the amounts that an object uses by the names that quotas have for
resources, and `in_scope(requirement, tree)` for kinds that scopes know. `evaluation` finds the module; `ledger` keeps
the books.
"""
