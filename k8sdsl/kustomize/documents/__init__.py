"""The YAML of resources: how it is read, which checks it passes, and the order of the keys that are printed."""
