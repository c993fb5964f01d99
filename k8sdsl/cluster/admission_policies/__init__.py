"""ValidatingAdmissionPolicies evaluated against objects on create (apiserver `admission/plugin/policy/validating`).

`visible` makes of an object what policies see, `matching` decides whether a policy or binding is for it, `policy`
compiles and evaluates the expressions, `bindings` says where a policy holds and with which parameters, and `check` puts
everything together. What only a running cluster knows (who asks, what else exists) is an `UnknownError` wherever it is
looked at, so that the result is `undecided` instead of guessed.
"""
