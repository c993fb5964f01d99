"""Stacks of installed packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.locations.secret_values import described
from k8sdsl.near_miss import did_you_mean
from k8sdsl.packages.offers import STACKS, offers
from k8sdsl.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable


def installed_stack(name: str, **parameters: Any) -> Stack:
    """A stack that an installed package offers as the entry point `name` of the group `k8sdsl.stacks`.

    The entry point is a function that returns a Stack; it is called with the parameters. If you know the package,
    import its function instead: then type checkers know the parameters. Raises LoadError for a name that no package
    offers.

    Examples:
        >>> from k8sdsl import K8sdslError, installed_stack
        >>> try:
        ...     installed_stack("web", host="app.example.com")
        ... except K8sdslError as error:
        ...     print(error.code)
        package/no-stack
    """
    known = {offer.name: offer for offer in offers(STACKS)}
    if name not in known:
        raise LoadError(
            f"no installed package provides the stack {name!r}",
            remedy=did_you_mean(name, known) or f"the stacks are: {', '.join(known) or 'none'}",
            code="package/no-stack",
        )
    function: Callable[..., object] = known[name].load()
    stack = function(**parameters)
    if not isinstance(stack, Stack):
        raise LoadError(
            f"the stack {name!r} of the package {known[name].package} is {described(stack)}, not a Stack",
            remedy="the entry point must name a function that returns a Stack",
            code="package/not-loaded",
        )
    return stack
