"""`python -m k8sdsl`: the command line.

`-m` puts the working directory first on `sys.path`, where a file `yaml.py` of an untrusted checkout would be imported
for the library. It is dropped before anything else is imported; `python -P -m k8sdsl` never adds it.
"""

if __name__ == "__main__":
    import sys

    if not sys.flags.safe_path:
        del sys.path[0]

    from k8sdsl.cli import main

    main()
