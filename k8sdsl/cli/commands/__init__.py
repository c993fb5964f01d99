"""The commands, one file per command: its flags, one call and one rendering."""
