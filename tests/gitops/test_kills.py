"""A run that is killed, at any moment, leaves a tree that the next run puts right."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from k8sdsl.gitops.tree.tree_writer import JOURNAL, STAGING, recover
from tests.gitops.trees import ROOT, bring, flat, on_disk

OLD = {"dev": {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "c/d.yaml": "d: 1\n"}, "gone": {"x.yaml": "x: 1\n"}}
NEW = {"dev": {"a.yaml": "a: 2\n", "c/e.yaml": "e: 1\n"}, "more": {"y/z.yaml": "z: 1\n"}}

# Runs over the tree in `sys.argv[1]`, and kills itself just before the n-th thing that it does to the file system.
KILLED_AT = """
import json, os, signal, sys
from pathlib import Path
from tests.gitops.trees import bring
left = [int(sys.argv[3])]
def count(event, arguments):
    if event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"} or (
        event == "open" and str(arguments[0]).startswith(sys.argv[1])
    ):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
contents = json.loads(sys.argv[2])
sys.addaudithook(count)
bring(Path(sys.argv[1]), contents)
"""

ENDLESSLY = """
import json, sys
from pathlib import Path
from tests.gitops.trees import bring
first, second = json.loads(Path(sys.argv[2]).read_text())
while True:
    bring(Path(sys.argv[1]), second)
    bring(Path(sys.argv[1]), first)
"""


def _python(program: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", program, *words], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})


def _is_whole(root: Path, *states: dict[str, str]) -> bool:
    """Whether every file has, whole, the content of one of the states."""
    inside = {path: text for path, text in on_disk(root).items() if not path.startswith((STAGING, JOURNAL))}
    return all(any(state.get(path) == text for state in states) for path, text in inside.items())


def test_killed_before_each_step_in_turn(tmp_path: Path) -> None:
    """A kill before the journal takes the run back, one after it lets the next run finish it."""
    kills = 0
    for step in range(1, 200):
        root = tmp_path / str(step)
        bring(root, OLD)
        (root / "dev" / "notes.txt").write_text("foreign\n")
        foreign = {"dev/notes.txt": "foreign\n"}
        with _python(KILLED_AT, str(root), json.dumps(NEW), str(step)) as process:
            status = process.wait()
        if status == 0:
            break
        kills += 1
        assert _is_whole(root, flat(OLD), flat(NEW), foreign)
        begun = (root / JOURNAL).exists() or on_disk(root) == flat(NEW) | foreign
        recover(root)
        assert on_disk(root) == flat(NEW if begun else OLD) | foreign, step
        plan = bring(root, NEW)
        assert plan.is_exact, (step, plan)
        assert on_disk(root) == flat(NEW) | foreign, step
        assert {path.name for path in root.iterdir()} == {"dev", "more"}
        assert sorted(path.name for path in (root / "dev").iterdir()) == [".k8sdsl-index", "a.yaml", "c", "notes.txt"]
    assert kills > 30


# The same run with files of no more than so many bytes, which is how a full disk feels.
FULL = """
import json, resource, signal, sys
from pathlib import Path
from tests.gitops.trees import bring
contents = json.loads(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    bring(Path(sys.argv[1]), contents)
except OSError:
    sys.exit(28)
"""


def test_a_full_disk_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    for size in (0, 5, 100, 300):
        root = tmp_path / str(size)
        bring(root, OLD)
        with _python(FULL, str(root), json.dumps({**NEW, "big": {"b.yaml": "b" * 1000}}), str(size)) as process:
            assert process.wait() == 28
        assert on_disk(root) == flat(OLD)
        assert sorted(path.name for path in root.iterdir()) == ["dev", "gone"]


def test_killed_at_random_moments(tmp_path: Path) -> None:
    first = {f"env-{n}": {f"f{m}.yaml": f"a: {m}\n" for m in range(40)} for n in range(5)}
    second = {f"env-{n}": {f"f{m}.yaml": f"a: {m + n}\n" for m in range(10, 50)} for n in range(1, 6)}
    texts = tmp_path / "contents.json"
    texts.write_text(json.dumps([first, second]))
    root = tmp_path / "tree"
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(20):
        with _python(ENDLESSLY, str(root), str(texts)) as process:
            time.sleep(0.15 + chance.random() * 0.3)
            process.kill()
        if root.exists():
            assert _is_whole(root, flat(first), flat(second))
        expected = chance.choice([first, second])
        assert bring(root, expected).is_exact
        assert on_disk(root) == flat(expected)
    assert sorted(path.name for path in root.iterdir()) == sorted(expected)
