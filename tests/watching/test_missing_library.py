"""Without `watchfiles` the error names the extra."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
sys.modules["watchfiles"] = None
from k8sdsl.errors import K8sdslError
from k8sdsl.watching import changes
try:
    changes(Path.cwd(), stop=None)
except K8sdslError as error:
    print(error.code, "k8sdsl[watch]" in error.remedy)
"""


def test_the_error_of_a_missing_library_names_the_extra(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == "watch/library True\n"
