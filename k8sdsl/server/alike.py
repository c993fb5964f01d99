"""Strings that the rules of the API server cannot tell apart.

Most objects of a large set repeat each other but for names, labels, images and values. The rules see little of these:
whether a name is valid, and which ones are equal; whether a value is empty. Here every string that passes all rules in
the same way is replaced by the same one, so that one verdict answers for many objects. A field may be listed only if
all rules that read it treat it like this, and only together with the fields that they compare with it;
`tests/server/test_alike.py` compares the verdicts.
"""

from __future__ import annotations

from k8sdsl.server.rules.pods.image_warnings import is_pullable

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_REPLACED = "alike-"
"""What every replacement begins with, and no string that is replaced."""
_LONGEST_WORD = 40
"""A word of this length is valid wherever a name or label is, also with what controllers append to it."""
_LONGEST_TEXT = 100
_TEXT = "x" * _LONGEST_TEXT


class UnusualError(Exception):
    """Raised for a value that does not have the type of its field."""


class Alike(dict[str, str]):
    """The names and labels of one object with what replaces them: the same word always by the same one."""

    def __missing__(self, text: str) -> str:
        if text.startswith(_REPLACED):  # it could be taken for the replacement of another word
            raise UnusualError
        self[text] = replaced = f"{_REPLACED}{len(self)}" if _is_word(text) else text
        return replaced

    def renamed(self, metadata: dict[str, Any]) -> dict[str, Any]:
        """The metadata of an object of a kind in `NAMED` with its name and namespace replaced; a part may be shared."""
        return {key: self[value] if key in {"name", "namespace"} else value for key, value in metadata.items()}


def _is_word(text: str) -> bool:
    """Whether a string is a valid name of every syntax: short, lower case letters, digits and single dashes."""
    return (
        len(text) <= _LONGEST_WORD
        and text.replace("-", "").isalnum()
        and text.isascii()
        and text.islower()
        and text[0].isalpha()
        and text[-1] != "-"
        and "--" not in text
    )


def _word(value: Any, alike: Alike | None) -> str:
    if type(value) is str:
        return value if alike is None else alike[value]
    raise UnusualError


def _words(value: Any, alike: Alike | None) -> dict[str, str]:
    if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
        return value.copy() if alike is None else {key: alike[text] for key, text in value.items()}
    raise UnusualError


def _word_list(value: Any, alike: Alike | None) -> list[str]:
    if type(value) is list and {*map(type, value)} <= {str}:
        return value.copy() if alike is None else [alike[text] for text in value]
    raise UnusualError


def _text(value: Any, alike: Alike | None) -> str:
    """The value of a variable; the rules ask whether it is empty, and for references such as `$(NAME)`."""
    if type(value) is str:
        return value if alike is None or not value or "$" in value else _TEXT
    raise UnusualError


def _image(value: Any, alike: Alike | None) -> str:
    if type(value) is str:
        return value if alike is None or not is_pullable(value) else "image:1"
    raise UnusualError


def _data(value: Any, alike: Alike | None) -> dict[str, str]:
    """The data of a ConfigMap. No text becomes shorter, so that their sum is at least what it is."""
    if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
        if alike is None:
            return value.copy()
        return {key: _TEXT if len(text) <= _LONGEST_TEXT and text.isascii() else text for key, text in value.items()}
    raise UnusualError


READ_ALIKE: dict[str, Callable[[Any, Alike | None], Any]] = {
    "core_v1.ConfigMap.data": _data,
    "core_v1.ConfigMapEnvSource.name": _word,
    "core_v1.ConfigMapKeySelector.name": _word,
    "core_v1.ConfigMapVolumeSource.name": _word,
    "core_v1.Container.image": _image,
    "core_v1.EnvVar.value": _text,
    "core_v1.LocalObjectReference.name": _word,
    "core_v1.PodSpec.serviceAccount": _word,
    "core_v1.PodSpec.serviceAccountName": _word,
    "core_v1.ReplicationControllerSpec.selector": _words,
    "core_v1.SecretEnvSource.name": _word,
    "core_v1.SecretKeySelector.name": _word,
    "core_v1.SecretVolumeSource.secretName": _word,
    "core_v1.ServiceSpec.selector": _words,
    "meta_v1.LabelSelector.matchLabels": _words,
    "meta_v1.LabelSelectorRequirement.values": _word_list,
    "meta_v1.ObjectMeta.labels": _words,
    "networking_v1.IngressServiceBackend.name": _word,
}
"""How the values of these fields are read: unchanged without an `Alike`, otherwise replaced.

The rules compare words only with each other, and check their syntax.
"""
NAMED = frozenset(
    (
        *("ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job"),
        *("NetworkPolicy", "PersistentVolumeClaim", "PodDisruptionBudget", "ReplicaSet", "Secret", "Service"),
        *("ServiceAccount", "StatefulSet"),
    )
)
"""Kinds of which `metadata.name` and `metadata.namespace` are words as well."""
