"""The documentation: its pages, links, commands and examples."""
