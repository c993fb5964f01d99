"""KRM functions: objects from one program to the next, as a ResourceList on standard input and output.

resource_list  the list: its objects, its configuration, and the results that are added
function       what the configuration asks for: a target to build, changes of a kustomization, or only checks
"""
