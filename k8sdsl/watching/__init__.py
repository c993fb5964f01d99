"""Follows the files of a project while a command runs, so that one process can build again after every save.

- `changes`: batches of files that changed. `folders`: the directories that are watched for that.
- `record`: what builds read, and which module of the project imports which.
- `forgetting`: drops what a change reaches, so that the next build loads only that again.

Create the iterator before the first build, so that a save during that build counts too:

    batches = changes(root, stop=stop)
    with recorded(root):
        ...  # build
    for changed in batches:
        forget(changed)
        with recorded(root):
            ...  # build again
"""

from __future__ import annotations

from k8sdsl.watching.changes import changes
from k8sdsl.watching.forgetting import forget
from k8sdsl.watching.record import recorded, unrecorded

__all__ = ["changes", "forget", "recorded", "unrecorded"]
