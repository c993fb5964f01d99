"""Commands in namespaces of their own, where a test can mount file systems and lower limits without being root."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pytest

UNSHARE = ("unshare", "--user", "--map-root-user", "--mount", "--")


@cache
def _works() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*UNSHARE, "sh", "-c", "mount -t tmpfs none /tmp && echo 9 > /proc/sys/user/max_inotify_watches"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


def unshared(setup: str) -> tuple[str, ...]:
    """What to put before a command, so that it runs after `setup`, a line of a shell; skips the test if that fails."""
    if not _works():
        pytest.skip("this system has no user namespaces")
    return (*UNSHARE, "sh", "-c", f'{setup} && exec "$@"', "sh")
