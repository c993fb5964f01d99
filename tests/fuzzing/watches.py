"""`build --watch` and `check --watch`: files are edited, renamed, removed and replaced while a command follows them.

After each burst of edits the output must be what the same command without `--watch` writes, or the last good one if
that fails. No run may show a traceback or a secret value, or change a file that is not its own, and after all files
were restored the first output must be there again.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.running import COMMAND, environment
from tests.cli.watching import Watching
from tests.fuzzing.chance import MARK, refuse_leaks
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

PATIENCE = 120.0
"""Seconds after which a watch that says nothing counts as one that hangs."""

OVERLAY = """
from pathlib import Path

from k8sdsl import Overlay
from stacks.one import stack as one
from stacks.two import stack as two

outside = Path(__file__).parents[2] / "outside.txt"
overlay = Overlay(
    base=[one(), two(), "../files/config.yaml"],
    annotations={"outside": outside.read_text() if outside.is_file() else "none", "level": "LEVEL"},
    patches=["../files/patch.yaml"],
)
"""
STACK = """
from pathlib import Path

from k8sdsl import Stack, k8s

TEXT = Path(__file__).with_name("NAME.txt").read_text()

def stack():
    return Stack("NAME", [k8s.ConfigMap("NAME", data={"text": TEXT, "level": "LEVEL"})])
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {level: LEVEL}\n"
SECRET = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{p: {MARK}LEVEL, q: x}}\n"
GOOD = {
    "overlays/prod.py": OVERLAY,
    "overlays/dev.py": OVERLAY.replace(", two()", ""),
    "stacks/one.py": STACK.replace("NAME", "one"),
    "stacks/two.py": STACK.replace("NAME", "two"),
    "stacks/one.txt": "text LEVEL",
    "stacks/two.txt": "text LEVEL",
    "files/config.yaml": f"{CONFIG.replace('NAME', 'web')}---\n{SECRET}",
    "files/patch.yaml": f"{CONFIG.replace('NAME', 'web').replace('level', 'patched')}",
    "k/kustomization.yaml": "resources: [config.yaml, ../base]\nnamePrefix: k-\n"
    "configMapGenerator: [{name: g, files: [level.txt], literals: [level=LEVEL]}]\n",
    "k/config.yaml": CONFIG.replace("NAME", "k"),
    "k/level.txt": "text LEVEL",
    "base/kustomization.yaml": "resources: [config.yaml]\nlabels: [{pairs: {level: LEVEL}}]\n",
    "base/config.yaml": f"{SECRET}---\n{CONFIG.replace('NAME', 'base')}",
    "pyproject.toml": "[tool.k8sdsl]\nkube_version = '1.34'  # LEVEL\n",
    "../outside.txt": "outside LEVEL",
}
"""The files of the project as they are good; LEVEL is anything."""
TORN = f"kind: Secret\nx: [{MARK}"
BAD = {
    ".py": ["def (", "raise ValueError('x')\n", "import nothing_there\n", "raise SystemExit\n", "x = 1 / 0\n", "\0"],
    ".yaml": [
        "a: [",
        "\0",
        "- 5\n",
        "{",
        "",
        "kind: 5\n",
        "a: &a [*a]\n",
        "\ufeff\t",
        "--- !x\n",
        f"kind: Secret\nx: [{MARK}",
    ],
    ".toml": ["[tool.k8sdsl\n", "tool = 5\n", "[tool.k8sdsl]\nkube_version = '1.20'\n", "[tool.k8sdsl]\nx = 1\n", ""],
    ".txt": ["", "\ufeff", "x" * 5_000, "two\nlines\n"],
}
OUTPUTS = ("out.yaml", "built", "found.json")
COMMANDS = [
    ("build", "prod", "-o", "out.yaml"),
    ("build", "k", "-o", "out.yaml"),
    ("build", "overlays/dev.py", "--only", "ConfigMap/*", "--format", "json", "-o", "out.yaml"),
    ("build", "*", "k", "--into", "built"),
    ("build", "prod", "k", "--into", "built", "--strict"),
    ("check", "--format", "json=found.json"),
    ("check", "prod", "k", "--policy", "recommended", "--format", "json=found.json"),
    ("check", "-f", "files", "-f", "base", "--format", "sarif=found.json"),
]
EDITS = [
    *("save", "save", "save", "write", "write", "bad", "bad", "cut", "remove", "away", "touch", "bytes"),
    *("link", "loop", "dangling", "folder", "fifo", "swap", "new", "output", "burst", "level"),
]

Step = list[tuple[str, str, str]]


def make(chance: Chance) -> tuple[tuple[str, ...], list[Step]]:
    """A command, and bursts of edits."""
    command = chance.pick(COMMANDS)
    return command, [[edit(chance) for _ in range(chance.pick([1, 1, 2, 4]))] for _ in range(chance.pick([2, 4, 6]))]


def edit(chance: Chance) -> tuple[str, str, str]:
    """One edit: what is done, to which file, with which text or other file."""
    what, file = chance.pick(EDITS), chance.pick(list(GOOD))
    while what == "fifo" and chance(0.7):  # each takes three seconds
        what = chance.pick(EDITS)
    if what == "bad":
        return what, file, chance.pick(BAD[Path(file).suffix])
    if what in {"link", "away"}:
        return what, file, chance.pick(list(GOOD))
    return what, file, GOOD[file].replace("LEVEL", f"v{chance.random.randrange(4)}")


def judge(given: tuple[tuple[str, ...], list[Step]]) -> None:
    """Follows the edits with a watch, and compares each output with that of the command itself."""
    command, steps = given
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:  # noqa: S108
        folder = Path(name).resolve() / "project"
        restore(folder)
        with Watching(folder, *command) as watching:
            timer = threading.Timer(PATIENCE, watching.process.kill)
            timer.daemon = True
            timer.start()
            told = "\n".join(watching.next()[1])
            expected = first = {**outputs_of_command(folder, command)}
            compare(folder, first, f"at first: {told}")
            for number, step in enumerate([*steps, None]):
                if step is None:
                    restore(folder)
                else:
                    for one in step:
                        apply(folder, *one)
                    if any(what == "output" for what, _, _ in step):
                        expected = outputs(folder)
                told += after(folder, watching, f"!pulse-{number}")
                expected = {**expected, **outputs_of_command(folder, command)}
                refuse_faults(told)
                compare(folder, expected, f"after {number}: {told[-800:]}")
            assert first.items() <= expected.items(), "the files are not as they were at first"
            refuse_leaks(told, watching.data())
            assert watching.interrupt() == (130, "interrupted\n"), told[-3000:]
            timer.cancel()


def after(folder: Path, watching: Watching, pulse: str) -> str:
    """What a watch tells until it has seen all edits, of which a new file is the last; it changes no other file."""
    before = known(folder)
    (folder / pulse).touch()
    told = watching.until(pulse)
    now = known(folder)
    changed = {path for path in {*before, *now} if before.get(path) != now.get(path)}
    assert not changed, f"changed: {changed}"
    return told


def outputs_of_command(folder: Path, command: tuple[str, ...]) -> dict[str, bytes]:
    """What the command writes without `--watch`, by the names of its files."""
    beside = folder.parent / "expected"
    words = [word.replace(name, str(beside / name)) for word in command for name in [output_of(word)]]
    beside.mkdir()
    done = subprocess.run(
        [*COMMAND, *words], cwd=folder, env=environment(), capture_output=True, check=False, text=True
    )
    refuse_faults(done.stderr)
    refuse_leaks(done.stdout, done.stderr)
    found = outputs(beside)
    shutil.rmtree(beside)
    return found


def compare(folder: Path, expected: dict[str, bytes], about: str) -> None:
    """Raises AssertionError for an output that is not as expected, with its differences."""
    found = outputs(folder)
    names = {name for name in {*found, *expected} if found.get(name) != expected.get(name)}
    for name in sorted(names):
        before, after = (one.get(name, b"").decode("utf-8", "replace").split("\n") for one in (expected, found))
        changes = "\n".join(list(difflib.unified_diff(before, after, lineterm="", n=0))[:20])
        raise AssertionError(f"{about}\n{name}:\n{changes}")


def output_of(word: str) -> str:
    """The output that a word of a command names."""
    return next((name for name in OUTPUTS if word.endswith(name)), "\0")


def outputs(folder: Path) -> dict[str, bytes]:
    """The content of the files that the command writes."""
    files = [file for name in OUTPUTS for file in [folder / name, *(folder / name).rglob("*")] if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def refuse_faults(told: str) -> None:
    """Raises AssertionError for a traceback of k8sdsl."""
    assert "This is a bug in k8sdsl" not in told, told[-3000:]
    assert "cannot be reported" not in told, told[-3000:]


def known(folder: Path) -> dict[str, Any]:
    """What is at each path around the project but the output of the command."""
    found: dict[str, Any] = {}
    for place, folders, files in os.walk(folder.parent):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in (*folders, *files):
            path = Path(place, name)
            inside = path.relative_to(folder.parent)
            if inside.name.startswith(("data-", "!pulse")) or set(OUTPUTS).intersection(inside.parts):
                continue
            plain = path.is_file() and not path.is_symlink()
            found[str(inside)] = path.read_bytes() if plain else path.lstat().st_mode
    return found


def restore(folder: Path) -> None:
    """Makes the project as it was at first, whatever was made of it."""
    (folder.parent / "outside.txt").parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if not path.name.startswith("!pulse") and path.name not in {
            *OUTPUTS,
            *(name.partition("/")[0] for name in GOOD),
        }:
            clear(path)
    for name, text in GOOD.items():
        put(folder / name, text.replace("LEVEL", "v0"))
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).as_posix()
        kept = (*OUTPUTS, "!pulse")
        if path.is_file() and not inside.startswith(kept) and inside not in GOOD and path.suffix != ".pyc":
            clear(path)


def apply(folder: Path, what: str, name: str, text: str) -> None:
    """Makes one edit."""
    path = folder / name
    if what == "save":
        beside = path.with_name(f"{path.name}~")
        put(beside, text)
        clear(path)
        beside.rename(path)
    elif what == "cut":
        put(path, text[: len(text) // 2])
    elif what == "bytes":
        put(path, text)
        path.write_bytes(b"\xff\xfe\x00" + text.encode())
    elif what == "touch":
        os.utime(path) if path.exists() else put(path, text)
    elif what == "remove":
        clear(path)
    elif what == "away":
        if path.exists() and not (folder / text).is_relative_to(path):
            clear(folder / text)
            (folder / text).parent.mkdir(parents=True, exist_ok=True)
            path.rename(folder / text)
    elif what == "output":
        for output in OUTPUTS:
            if (folder / output).is_file():
                (folder / output).write_text("half of some")
    elif what == "swap":
        swap(path.parent)
    elif what == "burst":
        for number in range(30):
            put(path, text.replace("v", f"v{number}"))
        put(path, text)
    elif what == "new":
        put(folder / f"new/{path.name}/a/b.txt", text)
        put(path.with_name(f"new-{path.name}"), text)
    else:
        replace(path, what, folder / text if what == "link" else text)


def replace(path: Path, what: str, other: Path | str) -> None:
    """Puts something else than a file in its place, or a file directly."""
    clear(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if what in {"link", "loop", "dangling"}:
        path.symlink_to({"loop": path.name, "dangling": "nothing"}.get(what, other))
    elif what == "folder":
        put(path / "inside.yaml", CONFIG)
    elif what == "fifo":
        os.mkfifo(path)
    else:
        path.write_text(str(other), encoding="utf-8")


def swap(place: Path) -> None:
    """Moves a directory away and a copy of it to its place, as a checkout does."""
    if place.is_dir() and place.parent.name == "project" and place.name != "..":
        beside = place.with_name(f"{place.name}-old")
        clear(beside)
        place.rename(beside)
        shutil.copytree(beside, place, symlinks=True, copy_function=copied)


def copied(source: str, target: str) -> None:
    """Copies a regular file or a link, and nothing else."""
    if Path(source).is_symlink() or Path(source).is_file():
        shutil.copy2(source, target, follow_symlinks=False)


def put(path: Path, text: str) -> None:
    """Writes a file, in the place of anything else."""
    for above in (*reversed(path.parents), path):
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            above.unlink()
    if path.is_dir():
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def clear(path: Path) -> None:
    """Removes anything at a path."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.parent.is_dir():
        path.unlink(missing_ok=True)


ENTRY = Entry(make, judge)
