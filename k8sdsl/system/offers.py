"""What controllers make of the objects of a set: a Certificate's Secret, a StatefulSet's claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.members import Member

_CERTIFICATE_KEYS = frozenset(("tls.crt", "tls.key", "ca.crt", "tls-combined.pem", "key.der"))
_ISSUED_BY = ("cert-manager.io/", "certmanager.k8s.io/", "kubernetes.io/tls-acme", "gardener.cloud/")
_SERVING = ("service.beta.openshift.io/serving-cert-secret-name", "service.alpha.openshift.io/serving-cert-secret-name")


class Offer(NamedTuple):
    """One object that will be there because of another; `keys` are those that it has, None if they are not known."""

    kind: str
    namespace: str
    name: str
    maker: Member
    keys: frozenset[str] | None = None


def offers_of(member: Member) -> Iterator[Offer]:
    """The objects that controllers make of one object."""
    maker = _MAKERS.get(member.kind)
    if maker is not None:
        yield from maker(member)


def _certificate(member: Member) -> Iterator[Offer]:
    name = member.spec.get("secretName")
    if type(name) is str:
        keys = _CERTIFICATE_KEYS | {"keystore.jks", "truststore.jks", "keystore.p12", "truststore.p12"}
        yield Offer("Secret", member.namespace, name, member, keys)


def _sealed_secret(member: Member) -> Iterator[Offer]:
    template = get(member.spec, ("template", "metadata"))
    template = template if type(template) is dict else {}
    names = {key for part in ("encryptedData", "template") for key in _keys(member, part)}
    namespace = template.get("namespace") or member.namespace
    yield Offer("Secret", str(namespace), str(template.get("name") or member.name), member, frozenset(names))


def _keys(member: Member, part: str) -> Iterator[str]:
    found = member.spec.get(part)
    found = found.get("data") if part == "template" and type(found) is dict else found
    yield from map(str, found) if type(found) is dict else ()


def _external_secret(member: Member) -> Iterator[Offer]:
    name = get(member.spec, ("target", "name")) or member.name
    data = member.spec.get("data")
    keys = [one.get("secretKey") for one in data if type(one) is dict] if type(data) is list else []
    template = get(member.spec, ("target", "template"))
    known = not member.spec.get("dataFrom") and not template
    yield Offer("Secret", member.namespace, str(name), member, frozenset(map(str, keys)) if known else None)


def _certificates(member: Member) -> Iterator[Offer]:
    """The Secrets with certificates that cert-manager makes for an Ingress or Gateway with its annotation."""
    if any(key.startswith(_ISSUED_BY) for key in map(str, member.annotations)):
        for reference in member.uses:
            if reference.field.use == "serves the certificate of":
                yield Offer("Secret", reference.namespace, reference.name, member, _CERTIFICATE_KEYS)


def _service(member: Member) -> Iterator[Offer]:
    for annotation in _SERVING:
        name = member.annotations.get(annotation)
        if type(name) is str:
            yield Offer("Secret", member.namespace, name, member, _CERTIFICATE_KEYS)


def _issuer(member: Member) -> Iterator[Offer]:
    name = get(member.spec, ("acme", "privateKeySecretRef", "name"))
    if type(name) is str:
        yield Offer("Secret", member.namespace, name, member)


def _stateful_set(member: Member) -> Iterator[Offer]:
    """The claims of the pods, as `getPersistentVolumeClaimName` names them."""
    templates, replicas = member.spec.get("volumeClaimTemplates"), member.spec.get("replicas", 1)
    start = get(member.spec, ("ordinals", "start"), 0)
    if type(templates) is not list or type(replicas) is not int or type(start) is not int:
        return
    for template in templates:
        name = get(template, ("metadata", "name"))
        for ordinal in range(start, start + min(replicas, 1000)):
            yield Offer("PersistentVolumeClaim", member.namespace, f"{name}-{member.name}-{ordinal}", member)


_MAKERS = {
    "Certificate.cert-manager.io": _certificate,
    "Issuer.cert-manager.io": _issuer,
    "SealedSecret.bitnami.com": _sealed_secret,
    "ExternalSecret.external-secrets.io": _external_secret,
    "Ingress": _certificates,
    "Gateway.gateway.networking.k8s.io": _certificates,
    "Service": _service,
    "StatefulSet": _stateful_set,
}
