"""Nothing differs from itself, and whatever differs is told."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.forms import FORMS, render_difference

VALUES = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.sampled_from(["a\nb\n", "a\nc\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def thing(spec: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "it"}, "spec": spec}


@given(VALUES, VALUES)
def test_there_is_a_difference_just_where_the_values_differ(old: Any, new: Any) -> None:
    same = json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
    difference = difference_of([thing(old)], [thing(new)])
    assert bool(difference) is not same
    for form in FORMS:
        assert render_difference(difference, form, colour=True)


@given(VALUES, VALUES)
def test_what_is_added_one_way_is_removed_the_other(old: Any, new: Any) -> None:
    there, back = (difference_of([thing(a)], [thing(b)]).objects for a, b in ((old, new), (new, old)))
    assert len(there) == len(back)
