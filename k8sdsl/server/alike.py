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
_MOST_REMEMBERED = 8_192
_LONGEST_REMEMBERED = 200
"""How many strings are remembered for each kind of field, and of which length."""


class UnusualError(Exception):
    """Raised for a value that does not have the type of its field."""


class Forms(dict[str, "str | None"]):
    """For each string in a kind of field the one that replaces it, computed once.

    None stands for a word: which one replaces it depends on the words before it in its object.
    """

    def __init__(self, form_of: Callable[[str], str | None]) -> None:
        self._form_of = form_of

    def __missing__(self, text: str) -> str | None:
        form = self._form_of(text)
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = form
        return form


class Alike(dict[str, str]):
    """The names and labels of one object with what replaces them: the same word always by the same one."""

    def __missing__(self, text: str) -> str:
        if text.startswith(_REPLACED):  # it could be taken for the replacement of another word
            raise UnusualError
        self[text] = replaced = f"{_REPLACED}{len(self)}" if _is_word(text) else text
        return replaced

    def replaced(self, text: str, forms: Forms) -> str:
        """What replaces a string in a kind of field."""
        form = None if forms is WORDS else forms[text]
        return self[text] if form is None else form


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
    return text if not text or "$" in text else _TEXT


def _image(text: str) -> str:
    return text if not is_pullable(text) else "image:1"


def _content(text: str) -> str:
    """A value of a ConfigMap. No text becomes shorter, so that their sum is at least what it is."""
    return _TEXT if len(text) <= _LONGEST_TEXT and text.isascii() else text


WORDS = Forms(_word)
"""Names and the values of labels. The rules compare them only with each other, and check their syntax."""
_VALUES, _IMAGES, _CONTENTS = Forms(_value), Forms(_image), Forms(_content)

READ_ALIKE: dict[str, tuple[str, Forms]] = {
    "core_v1.ConfigMap.data": ("{", _CONTENTS),
    "core_v1.ConfigMapEnvSource.name": ("", WORDS),
    "core_v1.ConfigMapKeySelector.name": ("", WORDS),
    "core_v1.ConfigMapVolumeSource.name": ("", WORDS),
    "core_v1.Container.image": ("", _IMAGES),
    "core_v1.EnvVar.value": ("", _VALUES),
    "core_v1.LocalObjectReference.name": ("", WORDS),
    "core_v1.PodSpec.serviceAccount": ("", WORDS),
    "core_v1.PodSpec.serviceAccountName": ("", WORDS),
    "core_v1.ReplicationControllerSpec.selector": ("{", WORDS),
    "core_v1.SecretEnvSource.name": ("", WORDS),
    "core_v1.SecretKeySelector.name": ("", WORDS),
    "core_v1.SecretVolumeSource.secretName": ("", WORDS),
    "core_v1.ServiceSpec.selector": ("{", WORDS),
    "meta_v1.LabelSelector.matchLabels": ("{", WORDS),
    "meta_v1.LabelSelectorRequirement.values": ("[", WORDS),
    "meta_v1.ObjectMeta.labels": ("{", WORDS),
    "networking_v1.IngressServiceBackend.name": ("", WORDS),
}
"""The fields whose strings are replaced: the shape of the field (a string, a map or a list of them), and how."""


class AlikeField:
    """How the value of a field in `READ_ALIKE` is read: unchanged without an `Alike`, otherwise replaced."""

    __slots__ = ("_shape", "forms")

    def __init__(self, shape: str, forms: Forms) -> None:
        self._shape = shape
        self.forms = forms

    def __call__(self, value: Any, alike: Alike | None) -> Any:
        """The value; UnusualError for one of another type."""
        forms = self.forms
        if self._shape == "{":
            if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
                return {key: text if alike is None else alike.replaced(text, forms) for key, text in value.items()}
        elif self._shape == "[":
            if type(value) is list and {*map(type, value)} <= {str}:
                return [text if alike is None else alike.replaced(text, forms) for text in value]
        elif type(value) is str:
            return value if alike is None else alike.replaced(value, forms)
        raise UnusualError


NAMED = frozenset(
    (
        *("ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job"),
        *("NetworkPolicy", "PersistentVolumeClaim", "PodDisruptionBudget", "ReplicaSet", "Secret", "Service"),
        *("ServiceAccount", "StatefulSet"),
    )
)
"""Kinds of which `metadata.name` and `metadata.namespace` are words as well."""
