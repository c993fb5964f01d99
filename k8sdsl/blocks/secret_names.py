"""The name of a Secret, given as an object or as the name itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from k8sdsl import k8s
    from k8sdsl.catalog.external_secrets import ExternalSecret
    from k8sdsl.catalog.sealed_secrets import SealedSecret

    AnySecret = k8s.Secret | ExternalSecret | SealedSecret


def secret_name(secret: AnySecret | str) -> str:
    """The name of the Secret that a pod reads: an ExternalSecret can give its Secret another name than its own."""
    if isinstance(secret, str):
        return secret
    target = getattr(getattr(secret, "spec", None), "target", None)
    name: str | None = getattr(target, "name", None)
    return name or secret.metadata.name or ""
