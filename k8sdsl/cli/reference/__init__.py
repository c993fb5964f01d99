"""The command tree as data, and what is generated from it: the page of commands, and the man page.

`tree` reads the parser. Its result is committed as `commands.json`, which `help --json` prints and completion reads
without loading the parser; `markdown` and `man` render it, and `words` has the other words of completion. A test
compares all of them with the parser.
"""

from __future__ import annotations
