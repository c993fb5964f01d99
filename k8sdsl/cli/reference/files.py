"""The generated files, by their path in the repository."""

from __future__ import annotations

import json

from k8sdsl.cli.reference.man import render_man
from k8sdsl.cli.reference.markdown import render_markdown
from k8sdsl.cli.reference.tree import command_tree
from k8sdsl.cli.reference.words import render_words


def reference_files() -> dict[str, str]:
    """The command tree as data, as a page of the documentation and as a man page, and the words of completion."""
    tree = command_tree()
    return {
        "k8sdsl/cli/commands.json": json.dumps(tree, indent=1, ensure_ascii=False) + "\n",
        "k8sdsl/cli/words.json": render_words(),
        "k8sdsl/cli/k8sdsl.1": render_man(tree),
        "docs/commands.md": render_markdown(tree),
    }
