"""Completion in bash, zsh and fish, without loading the parser and without running anything of the project.

`shells` speaks the protocol of each shell, whose scripts `--show-completion` prints; `candidates` finds what can
follow. The commands and words are data: `commands.json` is the command tree, `words.json` has rules, codes, policies
and kinds. Overlays are the names of files.
"""

from __future__ import annotations
