"""The YAML spelling of a layer: kustomization directories, built to what kustomize prints.

layer          a file, and everything that it names, as a layer
spellings      the one table: field of the file, plugin, schema, and reader of each customization
readings       entries and parts of plugins as transforms; patches, generators: those that read files
kustomization  the file itself, checked
plugins        customizations that are configured as objects of their own
configuration  rows for the tables of fields, and OpenAPI documents
resources      the objects of files, checked
files          reading below a root, each directory once in a build; helm: charts
dialect        what kustomize decides by itself
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from os import PathLike

    from k8sdsl.errors import K8sdslError
    from k8sdsl.layers.layer import Observer
    from k8sdsl.manifest import ManifestSet


def build_kustomization(
    directory: str | PathLike[str],
    *,
    load_restrictor: str = "root",
    warnings: list[K8sdslError] | None = None,
    observer: Observer | None = None,
) -> ManifestSet:
    """The objects of a kustomization directory, in kustomize's order and with its order of keys.

    `load_restrictor="none"` allows files outside its root. Lists of custom resources are merged by the keys of their
    definitions, if those are among the inputs. What kustomize ignores silently, and is probably a mistake, is added to
    `warnings`. Raises K8sdslErrors for what cannot be read or applied.
    """
    from k8sdsl.kustomize.files import FileReader, Options
    from k8sdsl.kustomize.layer import KustomizationReader
    from k8sdsl.layers.apply import apply

    warnings = [] if warnings is None else warnings
    options = Options(warnings)
    reader = KustomizationReader(FileReader.at(directory, load_restrictor), options)
    options.metadata = reader.get("buildMetadata")
    if reader.file.kind == "Component":
        warnings.append(reader.file.error("a component cannot be built by itself", "kind"))
    layer = reader.layer()
    layer.sort_order = reader.sort_order()
    return apply(layer, warnings, observer)
