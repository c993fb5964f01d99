"""`build --watch` and `check --watch`: every save is followed, and shown as a difference."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.cli.running import CONFIG_YAML, environment, project, run
from tests.cli.watching import Watching
from tests.unshared import unshared

pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")

STACK = """
import sys
from k8sdsl import Stack, k8s
sys.stderr.write("loading NAME\\n")

def stack():
    return Stack("NAME", [k8s.ConfigMap("NAME", data={"level": "info"})])
"""
OVERLAY = """
from k8sdsl import Overlay
from stacks.one import stack as one
from stacks.two import stack as two

overlay = Overlay(base=[one(), two()])
"""
FILES = {
    "overlays/prod.py": OVERLAY,
    "stacks/one.py": STACK.replace("NAME", "one"),
    "stacks/two.py": STACK.replace("NAME", "two"),
}
KUSTOMIZATION = {"base/kustomization.yaml": "resources: [config.yaml]\n", "base/config.yaml": CONFIG_YAML}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "project", FILES)


def save(file: Path, old: str, new: str) -> None:
    """As an editor: another file is written, and moved over the first."""
    text = file.read_text()
    assert old in text
    beside = file.with_name(f"{file.name}~")
    beside.write_text(text.replace(old, new))
    beside.replace(file)


def test_a_build_shows_the_difference_and_replaces_its_file(folder: Path) -> None:
    with Watching(folder, "build", "prod", "-o", "out.yaml") as watching:
        assert watching.next()[0] == "2 objects"
        assert watching.data() == ""
        assert "level: info" in (folder / "out.yaml").read_text()
        save(folder / "stacks/two.py", '"info"', '"debug"')
        outcome, lines = watching.next()
        assert (outcome, lines) == ("1 object different", ["loading two"])
        shown = watching.data()
        assert "ConfigMap/two" in shown
        assert "info → debug" in shown
        assert "\x1b" not in shown
        assert (folder / "out.yaml").read_text() == run(folder, "build", "prod").stdout
        assert watching.interrupt() == (130, "interrupted\n")


def test_only_what_a_save_reaches_is_loaded_again(folder: Path) -> None:
    with Watching(folder, "build", "prod") as watching:
        assert watching.next()[1] == ["loading one", "loading two"]
        save(folder / "overlays/prod.py", "base=", 'name_prefix="p-", base=')
        assert watching.next() == ("2 objects different", [])
        save(folder / "stacks/one.py", '"info"', '"warn"')
        assert watching.next() == ("1 object different", ["loading one"])


def test_a_broken_file_is_reported_and_the_last_good_output_stays(folder: Path) -> None:
    with Watching(folder, "build", "prod", "-o", "out.yaml") as watching:
        watching.next()
        good = (folder / "out.yaml").read_text()
        save(folder / "stacks/one.py", "def stack", "def (stack")
        outcome, lines = watching.next()
        assert outcome == "error"
        assert any(line.startswith("error[project/exception]") for line in lines)
        assert (folder / "out.yaml").read_text() == good
        save(folder / "stacks/one.py", "def (stack", "def stack")
        assert watching.next()[0] == "no difference"
        assert watching.data() == ""


def test_objects_that_violate_a_rule_are_reported_and_not_written(folder: Path) -> None:
    with Watching(folder, "build", "prod", "-o", "out.yaml") as watching:
        watching.next()
        good = (folder / "out.yaml").read_text()
        save(folder / "stacks/one.py", 'ConfigMap("one"', 'ConfigMap("One_"')
        outcome, lines = watching.next()
        assert outcome == "not built"
        assert any("[meta/name]" in line for line in lines)
        assert (folder / "out.yaml").read_text() == good
        save(folder / "stacks/one.py", 'ConfigMap("One_"', 'ConfigMap("uno"')
        assert watching.next()[0] == "1 object different"  # from the last good build
        assert "ConfigMap/one → uno" in watching.data()


@pytest.mark.parametrize("output", ["../project/out.yaml", "linked/out.yaml"])
def test_an_output_below_the_project_by_another_path_starts_no_build(output: str, folder: Path) -> None:
    (folder / "linked").symlink_to(folder)
    changing = OVERLAY.replace("base=", 'annotations={"now": str(time.time_ns())}, base=')
    (folder / "overlays/prod.py").write_text(f"import time\n{changing}")
    with Watching(folder, "build", "prod", "-o", output) as watching:
        assert watching.next()[0] == "2 objects"
        time.sleep(0.5)  # for the build that must not begin
        assert watching.interrupt() == (130, "interrupted\n")


def test_a_project_that_changes_the_working_directory_is_followed_and_written_to_the_same_file(folder: Path) -> None:
    with Watching(folder, "build", "prod", "-o", "out.yaml") as watching:
        watching.next()
        save(folder / "stacks/one.py", "import sys", "import os, sys; os.chdir(os.sep)")
        assert watching.next()[0] == "no difference"
        save(folder / "stacks/two.py", '"info"', '"debug"')
        assert watching.next()[0] == "1 object different"
        assert "debug" in (folder / "out.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "file", "change"),
    [
        (("build", "prod", "dev", "--into", "out"), "out/dev.yaml", ('"info"', '"One_"')),
        (
            ("check", "prod", "dev", "--format", "json=found.json"),
            "found.json",
            ('ConfigMap("two"', 'ConfigMap("One_"'),
        ),
    ],
)
def test_other_outputs_of_a_project_that_changes_the_working_directory_stay_too(
    words: tuple[str, ...], file: str, change: tuple[str, str], folder: Path
) -> None:
    (folder / "overlays/dev.py").write_text(OVERLAY)
    save(folder / "stacks/two.py", "import sys", "import os, sys; os.chdir(os.sep)")
    with Watching(folder, *words) as watching:
        assert watching.next()[0] in {"4 objects", "no new findings"}
        assert "One_" not in (folder / file).read_text()
        save(folder / "stacks/two.py", *change)
        watching.next()
        assert "One_" in (folder / file).read_text()


def test_an_exception_outside_of_exception_is_reported_as_the_project_s(folder: Path) -> None:
    with Watching(folder, "build", "prod") as watching:
        watching.next()
        save(folder / "stacks/one.py", "import sys", "import sys; raise GeneratorExit")
        outcome, lines = watching.next()
        assert outcome == "error"
        assert any(line.startswith("error[project/exception]") for line in lines)


def test_an_overlay_that_appears_is_built(folder: Path) -> None:
    with Watching(folder, "build", "dev") as watching:
        assert watching.next()[0] == "error"
        (folder / "overlays/dev.py").write_text(OVERLAY)
        assert watching.next()[0] == "2 objects"


def test_many_targets_are_written_and_their_differences_shown(folder: Path) -> None:
    (folder / "overlays/dev.py").write_text(OVERLAY.replace("base=[one(), two()]", "base=[one()]"))
    with Watching(folder, "build", "*", "--into", "built") as watching:
        assert watching.next()[0] == "3 objects"
        save(folder / "stacks/two.py", '"info"', '"debug"')
        assert watching.next()[0] == "1 object different"
        assert "prod" in watching.data()
        assert "level: debug" in (folder / "built/prod.yaml").read_text()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_kustomization_directory_outside_of_a_project(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    (folder / "base").mkdir(parents=True)
    for name, text in KUSTOMIZATION.items():
        (folder / name).write_text(text)
    with Watching(folder, command, "base") as watching:
        watching.next()
        save(folder / "base/config.yaml", "name: settings", "name: Settings_")
        outcome, lines = watching.next()
        assert (outcome, command) in {("1 object different", "build"), ("1 new finding", "check")}
        assert "meta/name" in "".join(lines) + watching.data()


def test_a_check_shows_which_findings_are_new_and_gone(folder: Path) -> None:
    with Watching(folder, "check", "prod", "--format", "text", "--format", "json=found.json") as watching:
        assert watching.next()[0] == "no new findings"
        save(folder / "stacks/one.py", 'ConfigMap("one"', 'ConfigMap("One_"')
        outcome, lines = watching.next()
        assert outcome == "1 new finding"
        assert any("1 error" in line for line in lines)
        assert "error[meta/name]" in watching.data()
        assert "meta/name" in (folder / "found.json").read_text()
        save(folder / "stacks/one.py", "import sys", "import sys  # moves nothing\n\n")
        assert watching.next()[0] == "no new findings"
        save(folder / "stacks/two.py", "def stack", "def (stack")
        assert watching.next()[0] == "error"
        save(folder / "stacks/two.py", "def (stack", "def stack")
        assert watching.next()[0] == "no new findings"
        watching.data()
        save(folder / "stacks/one.py", 'ConfigMap("One_"', 'ConfigMap("one"')
        assert watching.next()[0] == "1 gone"
        assert watching.data().startswith("gone[meta/name]")
        assert watching.interrupt() == (130, "interrupted\n")


def test_a_secret_without_a_value_is_reported_until_nothing_asks_for_it(folder: Path) -> None:
    asked = STACK.replace(
        "import sys", 'import sys\nfrom k8sdsl.gitops import from_environment\nfrom_environment("NOT_SET")'
    )
    (folder / "stacks/two.py").write_text(asked.replace("NAME", "two"))
    with Watching(folder, "check", "prod", "--format", "json=found.json") as watching:
        watching.next()
        assert "secret/not-set" in (folder / "found.json").read_text()
        save(folder / "stacks/one.py", '"info"', '"warn"')
        assert watching.next()[0] == "no new findings"
        save(folder / "stacks/two.py", 'from_environment("NOT_SET")', "")
        assert watching.next()[0] == "1 gone"


def test_files_are_checked_again(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", {"a.yaml": CONFIG_YAML})
    with Watching(folder, "check", "-f", "a.yaml") as watching:
        assert watching.next()[0] == "no new findings"
        save(folder / "a.yaml", "name: settings", "name: Settings_")
        assert watching.next()[0] == "1 new finding"


def test_the_settings_count_too(folder: Path) -> None:
    with Watching(folder, "check", "prod") as watching:
        watching.next()
        (folder / "pyproject.toml").write_text('[tool.k8sdsl]\nkube-versoin = "1.36"\n')
        outcome, lines = watching.next()
        assert outcome == "error"
        assert any("project/settings" in line for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        ("build", "prod", "-o", "-"),
        ("build", "prod", "--into", "a", "--jobs", "2"),
        ("build", "prod", "dev"),
        ("check", "prod", "--fix"),
        ("check", "--jobs", "2"),
        ("check", "prod", "--externals"),
        ("check", "prod", "--format", "json"),
        ("check", "-f", "-"),
    ],
)
def test_options_that_make_no_sense_in_a_loop_are_refused(words: tuple[str, ...], folder: Path) -> None:
    refused = run(folder, *words, "--watch")
    assert refused.returncode == 2
    assert "error[usage/options]" in refused.stderr


def test_a_missing_library_is_reported_with_its_extra(folder: Path) -> None:
    (folder / "watchfiles.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(folder), environment()["PYTHONPATH"]])
    refused = run(folder, "build", "prod", "--watch", PYTHONPATH=path)
    assert refused.returncode == 2
    assert "error[watch/library]" in refused.stderr


@pytest.mark.parametrize("command", [("build", "prod", "-o", "out.yaml"), ("check", "--format", "json=found.json")])
def test_a_link_that_leads_to_itself_ends_no_watch(command: tuple[str, ...], folder: Path) -> None:
    with Watching(folder, *command) as watching:
        watching.next()
        (folder / "circle.yaml").symlink_to("circle.yaml")
        assert watching.next()[0] in {"no difference", "no new findings"}


def test_an_output_that_somebody_removed_or_overwrote_is_written_again(folder: Path) -> None:
    with Watching(folder, "build", "prod", "-o", "out.yaml") as watching:
        watching.next()
        good = (folder / "out.yaml").read_text()
        (folder / "out.yaml").unlink()
        (folder / "stacks/one.py").touch()
        assert watching.next()[0] == "no difference"
        assert (folder / "out.yaml").read_text() == good
        (folder / "out.yaml").write_text("old: content\n")
        (folder / "stacks/one.py").touch()
        assert watching.next()[0] == "no difference"
        assert (folder / "out.yaml").read_text() == good


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove a working directory")
def test_a_working_directory_that_was_removed_and_created_again_is_built_again(folder: Path) -> None:
    with Watching(folder, "build", "prod") as watching:
        watching.next()
        folder.rename(folder.with_name("other"))
        shutil.rmtree(folder.with_name("other"))
        assert watching.next()[0] == "error"
        project(folder, {**FILES, "overlays/prod.py": OVERLAY.replace("one(), two()", "one()")})
        while (outcome := watching.next()[0]) == "error":
            pass
        assert outcome == "1 object different"


@pytest.mark.parametrize("limit", ["watches", "instances"])
def test_a_limit_of_the_system_is_an_error_and_no_watch_that_misses_changes(limit: str, folder: Path) -> None:
    before = unshared(f"echo {3 if limit == 'watches' else 0} > /proc/sys/user/max_inotify_{limit}")
    with Watching(folder, "build", "prod", before=before) as watching:
        _, told = watching.process.communicate(timeout=30)
        assert watching.process.returncode == 2
        assert "error[watch/refused]" in told


def test_a_limit_of_the_system_that_new_directories_exceed_ends_the_watch_with_an_error(folder: Path) -> None:
    with Watching(folder, "build", "prod", before=unshared("echo 12 > /proc/sys/user/max_inotify_watches")) as watching:
        watching.next()
        (folder / "a/b/c/d/e/f/g/h/i").mkdir(parents=True)
        _, told = watching.process.communicate(timeout=30)
        assert watching.process.returncode == 2
        assert "error[watch/refused]" in told


def test_a_directory_that_cannot_be_read_is_not_watched(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0)
    without_rights = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
    with Watching(folder, "build", "prod", before=without_rights) as watching:
        assert watching.next()[0] == "2 objects"
        save(folder / "stacks/two.py", '"info"', '"debug"')
        assert watching.next()[0] == "1 object different"


@pytest.mark.parametrize(
    "change",
    [
        "sys.stdout.close()",
        "sys.stderr.close()",
        "sys.stdout = sys.stderr = None",
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)",
    ],
)
def test_what_a_project_changes_of_the_process_does_not_stay(change: str, folder: Path) -> None:
    with Watching(folder, "build", "prod") as watching:
        watching.next()
        save(folder / "stacks/one.py", "def stack", f"{change}\ndef stack")
        assert watching.next()[0] == "no difference"
        save(folder / "stacks/two.py", '"info"', '"debug"')
        assert watching.next()[0] == "1 object different"
        assert watching.interrupt() == (130, "interrupted\n")


def test_no_run_shows_the_value_of_a_secret(folder: Path) -> None:
    sealed = '"two", [k8s.Secret("two", string_data={"password": "hunter2"}, data={"token": "aHVudGVyMg=="})]'
    old = '"two", [k8s.ConfigMap("two", data={"level": "info"})]'
    edits = [
        (old, sealed),
        ("hunter2", "hunter2-new"),
        ("aHVudGVyMg==", "!hunter2"),
        ('"hunter2-new"', '5 + "hunter2"'),
        ('5 + "hunter2"', "{1: 'hunter2'}"),
    ]
    for command in ("build", "check"):
        (folder / "stacks/two.py").write_text(FILES["stacks/two.py"])
        with Watching(folder, command, "prod") as watching:
            shown = "".join(watching.next()[1])
            for before, after in edits:
                save(folder / "stacks/two.py", before, after)
                shown += "".join(watching.next()[1])
            shown += watching.data()
            assert "Secret" in shown
            assert "hunter2" not in shown
            assert "aHVudGVyMg==" not in shown
