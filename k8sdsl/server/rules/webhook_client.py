"""The address of a webhook: a URL or a service (apiserver `pkg/util/webhook/validation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.go_url import GoUrlError, parse_url

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

TARGET = Rule(
    "webhook/url-or-service",
    "`clientConfig` of a webhook must have exactly one of `url` and `service`.",
    "validateValidatingWebhook",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].clientConfig": {}},
    good={"webhooks[0].clientConfig": {"url": "https://hooks.example.com/check"}},
    remedy="for example, write `clientConfig: {service: {name: policy, namespace: kube-system, path: /validate}}`",
)
URL = Rule(
    "webhook/url",
    "`clientConfig.url` must be an https URL with a host and without user information, query or fragment.",
    "ValidateWebhookURL",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].clientConfig": {"url": "http://hooks.example.com/check"}},
    good={"webhooks[0].clientConfig": {"url": "https://hooks.example.com/check"}},
    remedy="for example, write `url: https://hooks.example.com/validate`",
)
SERVICE = Rule(
    "webhook/service",
    (
        "`clientConfig.service` must have a `name`, a `namespace`, a `port` from 1 to 65535 and a `path` of plain "
        "segments."
    ),
    "ValidateWebhookService",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].clientConfig": {"service": {"name": "hook", "namespace": "default", "path": "check"}}},
    good={"webhooks[0].clientConfig": {"service": {"name": "hook", "namespace": "default", "path": "/check"}}},
    remedy="for example, write `service: {name: policy, namespace: kube-system, port: 443, path: /validate}`",
)


def validate_client_config(config: Tree, path: str, problems: Problems) -> None:
    """`config` must have exactly one of `url` and `service`, and that one must be valid."""
    url, service = config.get("url"), config.get("service")
    if (url is None) == (service is None):
        problems.add(TARGET, path, "must have exactly one of url and service")
    elif url is not None:
        _url(url, f"{path}.url", problems)
    elif service is not None:
        _service(service, f"{path}.service", problems)


def _url(text: str, path: str, problems: Problems) -> None:
    try:
        url = parse_url(text)
    except GoUrlError as error:
        problems.add(URL, path, f"{text!r} is not a valid URL: {error}")
        return
    if url.scheme != "https":
        problems.add(URL, path, f"the scheme {url.scheme!r} must be 'https'")
    if not url.host:
        problems.add(URL, path, f"{text!r} has no host")
    for part, value in (("user information", url.user), ("fragment", url.fragment), ("query", url.query)):
        if value or (part == "user information" and value is not None):
            problems.add(URL, path, f"the URL must not have a {part}")


def _service(service: Tree, path: str, problems: Problems) -> None:
    # Upstream's callers swap name and namespace, so the server reports each at the path of the other.
    if not service.get("name"):
        problems.add(SERVICE, f"{path}.namespace", "the name of the service is required")
    if not service.get("namespace"):
        problems.add(SERVICE, f"{path}.name", "the namespace of the service is required")
    port = service.get("port", 443)
    if not 1 <= port <= 65535:
        problems.add(SERVICE, f"{path}.port", f"{port} is not between 1 and 65535")
    _service_path(service.get("path") or "/", f"{path}.path", problems)


def _service_path(text: str, path: str, problems: Problems) -> None:
    if text == "/":
        return
    if text == "//":
        problems.add(SERVICE, path, "the path must not contain an empty segment")
        return
    if not text.startswith("/"):
        problems.add(SERVICE, path, f"{text!r} must start with '/'")
    for segment in text[1:].removesuffix("/").split("/"):
        reason = formats.dns1123_subdomain(segment) if segment else "is empty"
        if reason:
            problems.add(SERVICE, path, f"the segment {segment!r} {reason}")
