"""Rendered environments, kept by everything that they were made of.

- `watching`, `unrepeatable`: see what the project's Python reads while it runs; `user_frame`: which line of it.
- `recorder`, `reads`, `module_values`: the record of that.
- `dependencies`: what an environment depends on: its own reads, and those of the modules that it imports.
- `states`: the state of files, listings and variables. `entry`: one kept environment. `store`: the folder of all.
- `render_cache`: which environments need not be rendered, and keeping those that were.

An environment is kept only if everything that it read is tracked. An entry is data: reading one runs nothing.
"""

from __future__ import annotations
