"""Snapshots as YAML files that a reviewer reads: one file for each overlay."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from k8sdsl.project.names import snapshot_name

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex


@cache
def yaml_files_in(folder: Path) -> type[SingleFileSnapshotExtension]:
    """An extension of syrupy that keeps each snapshot as `NAME.yaml` in the folder.

    A file there that no test compared is reported as an unused snapshot.
    """
    names: dict[str, str] = {}  # of the snapshots that were compared, by file: syrupy wants the test's name in them

    class YamlFile(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = "yaml"

        @classmethod
        def dirname(cls, *, test_location: PyTestLocation) -> str:
            del test_location
            return str(folder)

        @classmethod
        def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
            del test_location
            return snapshot_name(str(index))

        @classmethod
        def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
            stem = snapshot_name(str(index))
            names[stem] = f"{test_location.methodname}[{stem}]"
            return names[stem]

        @classmethod
        def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
            # With `pytest FILE::test` or `-k`, syrupy asks which unused files belong to the tests that ran.
            return Path(snapshot_location).stem in snapshot_name(test_location.nodename or "")

        def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
            found = SnapshotCollection(location=snapshot_location)
            stem = Path(snapshot_location).stem
            found.add(Snapshot(name=names.get(stem, stem)))
            return found

    return YamlFile
