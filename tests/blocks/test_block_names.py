"""Every block is exported, and a name that is none is refused."""

from __future__ import annotations

import pytest

from k8sdsl import blocks


def test_every_block_is_exported_and_has_a_sentence() -> None:
    for name in blocks.__all__:
        function = getattr(blocks, name)
        assert function.__doc__, name
        assert function.__module__.startswith("k8sdsl.blocks."), name
    assert dir(blocks) == blocks.__all__


def test_an_unknown_block_is_an_attribute_error_that_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="http_probe"):
        _ = getattr(blocks, "htp_probe")  # noqa: B009 - checkers know better
