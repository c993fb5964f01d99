"""The lines of the user that findings are about: the declarations that set their fields.

tracer   builds once more, and reads the fields in question after every step
uses     the line of the project that uses a stack of another package
"""

from __future__ import annotations
