"""What one environment or module read."""

from __future__ import annotations


class Reads:
    """Files and directories by absolute path, and variables with the place that read them.

    `files` are those that were opened or looked for: they may be absent, or directories. `untracked` is the first read
    that forbids keeping what was made. `unset` are variables for secrets that have no value.
    """

    __slots__ = ("files", "listings", "unset", "untracked", "variables")

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.listings: set[str] = set()
        self.variables: dict[str, str] = {}
        self.unset: set[str] = set()
        self.untracked = ""

    def add(self, other: Reads) -> None:
        """Adds what another read."""
        self.files |= other.files
        self.listings |= other.listings
        self.variables |= other.variables
        self.unset |= other.unset
        self.untracked = self.untracked or other.untracked
