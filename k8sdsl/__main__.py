"""`python -m k8sdsl`: the command line."""

from __future__ import annotations

from k8sdsl.cli import main

if __name__ == "__main__":
    main()
