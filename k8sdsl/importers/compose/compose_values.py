"""How Compose reads the scalars of its YAML, which is that of version 1.2."""

from __future__ import annotations

from k8sdsl.yaml.resolver import PlainValues, ScalarError

_TEXT = frozenset(("y", "n", "yes", "no", "on", "off"))


class ComposeValues(PlainValues):
    """Each plain scalar: `yes` and `on` are strings (go-yaml v4), and so is what JSON has no value for."""

    def __missing__(self, text: str) -> object:
        try:
            value = text if text.lower() in _TEXT else super().__missing__(text)
        except ScalarError:
            value = text
        self[text] = value
        return value
