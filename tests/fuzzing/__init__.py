"""Random inputs for every entry point: none of them may crash, hang or show a secret value.

    chance       the choices that all sources share
    texts        YAML
    objects      objects for validate and validate_change, with definitions
    expressions  CEL
    sets         sets of objects for check: graph, policies, admission policies
    clusters     simulate, forecast, connections
    directories  kustomizations: build and import
    patches      JSON 6902, merge and strategic merge patches
    differences  two sets of objects, in every form
    trees        indexes, journals, shards and layouts of rendered trees
    imports      Compose files and definitions of custom resources
    settings     pyproject.toml
    patterns     regular expressions
    projects     whole projects and command lines, searched for secrets and hostile text
    watches      edits during `build --watch` and `check --watch`

`python -m tests.fuzzing ENTRY COUNT SEED` tries many inputs of an entry (or of `all`) and prints those that fail; each
input depends on its seed and number only, and `python -m tests.fuzzing ENTRY 1 SEED NUMBER` tries one of them again.
`python -m tests.fuzzing.branches ENTRY COUNT SEED` says how many branches of its modules an entry reaches.
"""
