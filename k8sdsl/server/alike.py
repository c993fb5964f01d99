"""Strings and numbers that the rules of the API server cannot tell apart.

Most objects of a large set repeat each other but for names, labels, ports, hosts, images and values. The rules see
little of these: whether a name is valid, and which ones are equal; whether a value is empty. Here every value that
passes all rules in the same way is replaced by the same one, so that one verdict answers for many objects. A field may
be listed only if all rules that read it treat it like this, and only together with the fields that they compare with
it; `tests/server/test_alike.py` compares the verdicts.
"""

from __future__ import annotations

from k8sdsl.semantics.decoding import READERS
from k8sdsl.semantics.formats import dns1123_subdomain
from k8sdsl.server.rules.pods.image_warnings import is_pullable

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_REPLACED = "alike-"
"""What every replacement begins with, and no string that is replaced."""
_LONGEST_WORD = 40
"""A word of this length is valid wherever a name or label is, also with what controllers append to it."""
_TEXTS = tuple("x" * length for length in (100, 1_000, 10_000))
_LARGEST_PORT, _LARGEST_NUMBER = 65_535, 2**31 - 1
_KUBELET_PORT = 10_250
_MOST_REMEMBERED = 8_192
_LONGEST_REMEMBERED = 200
"""How many strings are remembered for each kind of field, and of which length."""


class UnusualError(Exception):
    """Raised for a value that does not have the type of its field."""


class Forms(dict["str | int", "str | int | None"]):
    """For each value in a kind of field the one that replaces it, computed once.

    None stands for a value that rules compare with others, such as a word or a port: which one replaces it depends on
    those before it in its object; only those that are `compared` have such values. `kind` is their type.
    """

    def __init__(
        self, form_of: Callable[[Any], str | int | None], kind: type[str | int] = str, *, compared: bool = False
    ) -> None:
        self._form_of = form_of
        self.kind = kind
        self.compared = compared

    def __missing__(self, value: str | int) -> str | int | None:
        form = self._form_of(value)
        if self.kind is int or len(value) <= _LONGEST_REMEMBERED:  # type: ignore[arg-type] # else it is a string
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[value] = form
        return form


class Alike(dict["str | int", "str | int"]):
    """The words and ports of one object with what replaces them: the same one always by the same one."""

    def __missing__(self, value: str | int) -> str | int:
        if type(value) is not str:
            replaced: str | int = len(self) + 1
        elif value.startswith(_REPLACED):  # it could be taken for the replacement of another word
            raise UnusualError
        else:
            replaced = f"{_REPLACED}{len(self)}" if _is_word(value) else value
        self[value] = replaced
        return replaced

    def replaced(self, value: str | int, forms: Forms) -> str | int:
        """What replaces a value in a kind of field."""
        form = None if forms is WORDS else forms[value]
        return self[value] if form is None else form


def _is_word(text: str) -> bool:
    """Whether a string is a valid name of every syntax: short, lowercase letters, digits and single dashes."""
    return (
        len(text) <= _LONGEST_WORD
        and text.replace("-", "").isalnum()
        and text.isascii()
        and text.islower()
        and text[0].isalpha()
        and text[-1] != "-"
        and "--" not in text
    )


def _word(text: str) -> str | None:
    return None if _is_word(text) and not text.startswith(_REPLACED) else text


def _value(text: str) -> str:
    """The value of a variable; the rules ask whether it is empty, and for references such as `$(NAME)`."""
    return text if not text or "$" in text else _TEXTS[0]


def _image(text: str) -> str:
    return text if not is_pullable(text) else "image:1"


def _content(text: str) -> str:
    """A value of a ConfigMap or an annotation. No text becomes shorter, so that their sum is at least what it is."""
    if text.isascii():
        for replaced in _TEXTS:
            if len(text) <= len(replaced):
                return replaced
    return text


def _host(text: str) -> str:
    """A host of an Ingress. An IP address is never valid, and begins or ends with a digit or a colon."""
    is_name = text[:1].isalpha() and text[-1:].isalpha() and ":" not in text and "*" not in text
    return "a.example" if is_name and not dns1123_subdomain(text) else text


def _path(text: str) -> str:
    """A path of an Ingress: a segment must not be empty or of dots, and a slash not be encoded."""
    return text if text[:1] != "/" or "//" in text or "/." in text or "%" in text else "/a"


def _port(number: int) -> int | None:
    """A number of a port; before 1.33, one of them is not allowed."""
    return None if 1 <= number <= _LARGEST_PORT and number != _KUBELET_PORT else number


def _count(number: int) -> int:
    """A number of replicas; the rules ask whether it is negative, and whether there are several."""
    return number if number < 2 or number > _LARGEST_NUMBER else 2


WORDS = Forms(_word, compared=True)
"""Names and the values of labels. The rules compare them only with each other, and check their syntax."""
_VALUES, _IMAGES, _CONTENTS = Forms(_value), Forms(_image), Forms(_content)
_NOTES, _HOSTS, _PATHS = Forms(_content), Forms(_host), Forms(_path)
_PORTS, _COUNTS = Forms(_port, int, compared=True), Forms(_count, int)

READ_ALIKE: dict[str, tuple[str, Forms]] = {
    "apps_v1.DeploymentSpec.replicas": ("", _COUNTS),
    "apps_v1.ReplicaSetSpec.replicas": ("", _COUNTS),
    "apps_v1.StatefulSetSpec.replicas": ("", _COUNTS),
    "apps_v1.StatefulSetSpec.serviceName": ("", WORDS),
    "autoscaling_v2.CrossVersionObjectReference.name": ("", WORDS),
    "batch_v1.PodFailurePolicyOnExitCodesRequirement.containerName": ("", WORDS),
    "core_v1.ConfigMap.data": ("{", _CONTENTS),
    "core_v1.ConfigMapEnvSource.name": ("", WORDS),
    "core_v1.ConfigMapKeySelector.name": ("", WORDS),
    "core_v1.ConfigMapVolumeSource.name": ("", WORDS),
    "core_v1.Container.args": ("[", _VALUES),
    "core_v1.Container.image": ("", _IMAGES),
    "core_v1.Container.name": ("", WORDS),
    "core_v1.ContainerPort.containerPort": ("", _PORTS),
    "core_v1.ContainerPort.hostPort": ("", _PORTS),
    "core_v1.EnvVar.value": ("", _VALUES),
    "core_v1.EphemeralContainer.name": ("", WORDS),
    "core_v1.EphemeralContainer.targetContainerName": ("", WORDS),
    "core_v1.GRPCAction.port": ("", _PORTS),
    "core_v1.HTTPGetAction.path": ("", _VALUES),
    "core_v1.HTTPGetAction.port": ("", _PORTS),
    "core_v1.LocalObjectReference.name": ("", WORDS),
    "core_v1.PodSpec.serviceAccount": ("", WORDS),
    "core_v1.PodSpec.serviceAccountName": ("", WORDS),
    "core_v1.ReplicationControllerSpec.selector": ("{", WORDS),
    "core_v1.SecretEnvSource.name": ("", WORDS),
    "core_v1.SecretKeySelector.name": ("", WORDS),
    "core_v1.SecretVolumeSource.secretName": ("", WORDS),
    "core_v1.ServicePort.port": ("", _PORTS),
    "core_v1.ServicePort.targetPort": ("", _PORTS),
    "core_v1.ServiceSpec.selector": ("{", WORDS),
    "core_v1.TCPSocketAction.port": ("", _PORTS),
    "meta_v1.LabelSelector.matchLabels": ("{", WORDS),
    "meta_v1.LabelSelectorRequirement.values": ("[", WORDS),
    "meta_v1.ObjectMeta.annotations": ("{", _NOTES),
    "meta_v1.ObjectMeta.labels": ("{", WORDS),
    "networking_v1.HTTPIngressPath.path": ("", _PATHS),
    "networking_v1.IngressRule.host": ("", _HOSTS),
    "networking_v1.IngressServiceBackend.name": ("", WORDS),
    "networking_v1.IngressTLS.hosts": ("[", _HOSTS),
    "networking_v1.IngressTLS.secretName": ("", WORDS),
    "networking_v1.ServiceBackendPort.number": ("", _PORTS),
    "rbac_v1.RoleRef.name": ("", WORDS),
    "rbac_v1.Subject.name": ("", WORDS),
    "rbac_v1.Subject.namespace": ("", WORDS),
}
"""The fields whose values are replaced: the shape of the field (a value, a map or a list of them), and how."""


class AlikeField:
    """How the value of a field in `READ_ALIKE` is read: unchanged without an `Alike`, otherwise replaced."""

    __slots__ = ("_read", "_shape", "forms")

    def __init__(self, shape: str, forms: Forms, leaf: str) -> None:
        self._shape = shape
        self._read = READERS[leaf]
        self.forms = forms

    def __call__(self, value: Any, alike: Alike | None) -> Any:
        """The value; UnusualError for one of another type."""
        if self._shape == "{":
            if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
                return value.copy() if alike is None else self._map(value, alike)
        elif self._shape == "[":
            if type(value) is list and {*map(type, value)} <= {str}:
                return value.copy() if alike is None else [alike.replaced(text, self.forms) for text in value]
        elif self._read(value):
            return value if alike is None or type(value) is not self.forms.kind else alike.replaced(value, self.forms)
        raise UnusualError

    def _map(self, value: dict[str, str], alike: Alike) -> dict[str, str | int]:
        return {key: text if self.keeps(key) else alike.replaced(text, self.forms) for key, text in value.items()}

    def keeps(self, key: str) -> bool:
        """Whether the value of a key is not replaced: that of an annotation which rules can read."""
        return self.forms is _NOTES and ("kubernetes.io" in key or key.startswith("deprecated."))


NAMES_CONTAINER = ("container.apparmor.", "container.seccomp.")
"""The beginnings of annotations whose keys end with the name of a container."""

NAMED = frozenset(
    (
        *("ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job"),
        *("NetworkPolicy", "PersistentVolumeClaim", "PodDisruptionBudget", "ReplicaSet", "Role", "RoleBinding"),
        *("Secret", "Service", "ServiceAccount", "StatefulSet"),
    )
)
"""Kinds of which `metadata.name` and `metadata.namespace` are words as well."""
