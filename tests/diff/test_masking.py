"""Nothing of a Secret is shown, in any form; what it holds is compared all the same."""

from __future__ import annotations

from base64 import b64encode

import pytest

from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.forms import FORMS, render_difference
from tests.diff.objects import secret

OLD, NEW = "hunter2-the-old", "hunter3-the-new"


def _in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


STATES = [
    (secret(stringData={"p": OLD}), secret(stringData={"p": NEW})),
    (secret(data={"p": _in_base64(OLD)}), secret(stringData={"p": NEW})),
    (secret(), secret(data={"p": _in_base64(NEW)})),
    (secret(data={"p": _in_base64(OLD)}), secret()),
    (secret(data=OLD), secret(data=NEW)),
    (secret("a", data={"p": OLD}), secret("b", data={"p": OLD})),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new"), STATES)
def test_no_value_is_shown(old: dict[str, object], new: dict[str, object], form: str) -> None:
    difference = difference_of([old], [new])
    assert difference
    text = render_difference(difference, form)
    assert not any(word in text for word in (OLD, NEW, _in_base64(OLD), _in_base64(NEW)))


def test_the_same_value_in_plain_and_in_base64_is_the_same() -> None:
    assert not difference_of([secret(data={"p": _in_base64(OLD)})], [secret(stringData={"p": OLD})])
