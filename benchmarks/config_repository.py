"""A configuration repository of 4,000 objects (1.4 MB), as in kustomize's issue 5084: nested kustomizations.

    python -m benchmarks.config_repository [--alone]

The root gathers 40 teams, each with a namespace, a name prefix and labels; a team gathers 25 applications, each a
kustomization of its own with a Deployment, a Service, a ConfigMap and a ServiceAccount. Both build the same tree.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from benchmarks.build import BUILD, TRIPLE
from benchmarks.peers import Run, real_kubectl, run

TEAMS, APPLICATIONS = 40, 25

ROOT = "resources: [{folders}]\ncommonAnnotations: {{managed: by-git}}\n"
TEAM = """resources: [{folders}]
namespace: team-{team}
namePrefix: t{team}-
labels: [{{pairs: {{team: team-{team}}}, includeSelectors: true}}]
"""
APPLICATION = "resources: [objects.yaml]\nimages: [{name: nginx, newTag: '1.22'}]\n"
ACCOUNT = """---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: web-{n}}}
"""


def main() -> None:
    """Prints the time and memory of each, and whether the outputs are the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alone", action="store_true", help="without kubectl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        kubectl = None if options.alone else real_kubectl()
        ours = [*BUILD, folder]
        run(ours)
        mine = run(ours)
        _print("k8sdsl", mine)
        if kubectl is None:
            return
        theirs = [kubectl, "kustomize", folder]
        peer = run(theirs)
        _print("kubectl kustomize", peer)
        print(f"{'':18} {peer.cpu / mine.cpu:8.1f} times the processor time")
        texts = [subprocess.run(command, capture_output=True, check=True).stdout for command in (ours, theirs)]
        print(f"{len(texts[0]) / 1e6:.2f} MB, {'the same' if texts[0] == texts[1] else 'DIFFERENT'} bytes")


def _print(name: str, one: Run) -> None:
    print(f"{name:18} {one.cpu:8.2f} s CPU {one.wall:8.2f} s wall {one.mebibytes:6.0f} MiB")


def write(root: Path) -> None:
    """Writes the tree."""
    (root / "kustomization.yaml").write_text(ROOT.format(folders=", ".join(f"team{n}" for n in range(TEAMS))))
    for team in range(TEAMS):
        folder = root / f"team{team}"
        folder.mkdir()
        names = ", ".join(f"app{n}" for n in range(APPLICATIONS))
        (folder / "kustomization.yaml").write_text(TEAM.format(folders=names, team=team))
        for n in range(APPLICATIONS):
            application = folder / f"app{n}"
            application.mkdir()
            (application / "kustomization.yaml").write_text(APPLICATION)
            (application / "objects.yaml").write_text(TRIPLE.format(n=n) + ACCOUNT.format(n=n))


if __name__ == "__main__":
    main()
