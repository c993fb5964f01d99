"""Strings over several lines: literal blocks, and long lines folded as kustomize's printer does.

Answers for the emitter of go-yaml v2, which is libyaml's: a line is folded at the first single space after column 80.
Text that its blocks cannot contain (a tab, a blank at the end of a line, a character beyond U+FFFF) is in double
quotes.
"""

from __future__ import annotations

from k8sdsl.yaml.scalar import double_quoted, quoted, unprintable

_WIDTH = 80
_BYTE_ORDER_MARK = "\ufeff"


def literal(text: str, pad: str) -> str:
    """The text as a literal block scalar, two columns to the right of `pad`, without the last line end."""
    indicator = "2" if text[0] in " \n" else ""
    chomping = "-" if text[-1] != "\n" else "+" if text[-2] == "\n" else ""
    start = f"\n{pad}  "
    body = f"\n{text}".replace("\n", start)
    if "\n\n" in text or text[0] == "\n":
        body = body.replace(f"{start}\n", "\n\n").replace(f"{start}\n", "\n\n")
    return f"|{indicator}{chomping}{body.removesuffix(start)}"


def laid_out(text: str, pad: str, column: int) -> str:
    """The string as a value that begins at a column, its further lines two columns to the right of `pad`."""
    if "\n" in text and _fits_block(text):
        return literal(text, pad) if text.strip("\n") else f"|2+{text}"
    rendering = double_quoted(text) if "\n" in text or _is_astral(text) else quoted(text)
    if rendering[0] == '"':
        return f'"{_fold_escaped(text, pad, column + 1)}"'
    if column + len(rendering) <= _WIDTH:
        return rendering
    if rendering[0] == "'":
        return f"'{_fold(text, pad, column + 1, last=len(text) - 1)}'"
    return _fold(text, pad, column, last=len(text))


def _fits_block(text: str) -> bool:
    if "\t" in text or " \n" in text or text[-1] == " ":
        return False
    return not _is_astral(text) and not unprintable(text)


def _is_astral(text: str) -> bool:
    """Whether a text has a character beyond U+FFFF."""
    return not text.isascii() and max(text) > "\uffff"


def _fold(text: str, pad: str, column: int, *, last: int) -> str:
    """Plain or single-quoted text, folded (`yaml_emitter_write_single_quoted_scalar`).

    Quotes are doubled; the last character is never a fold.
    """
    is_quoted, after_space = last < len(text), False
    out: list[str] = []
    for position, character in enumerate(text):
        is_space = character == " "
        written = "''" if is_quoted and character == "'" else character
        if is_space and not after_space and column > _WIDTH and 0 < position < last and text[position + 1] != " ":
            out.append(f"\n{pad}  ")
            column = len(pad) + 2
        else:
            out.append(written)
            column += len(written)
        after_space = is_space
    return "".join(out)


def _fold_escaped(text: str, pad: str, column: int) -> str:
    """Double-quoted text, folded (`yaml_emitter_write_double_quoted_scalar`)."""
    if text[0] == _BYTE_ORDER_MARK:
        return "".join(map(_escaped_after_mark, text))
    out: list[str] = []
    after_space = False
    for position, character in enumerate(text):
        is_space = character == " "
        written = character if is_space else _escaped(character)
        if is_space and not after_space and column > _WIDTH and 0 < position < len(text) - 1:
            written = "\\" if text[position + 1] == " " else ""
            out.append(f"\n{pad}  ")
            column = len(pad) + 2
        out.append(written)
        column += len(written)
        after_space = is_space
    return "".join(out)


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08X}" if character > "\uffff" else double_quoted(character)[1:-1]


def _escaped_after_mark(character: str) -> str:
    """A character of text that begins with a byte order mark: go-yaml's `is_bom` looks only at the beginning."""
    written = _escaped(character)
    if written != character:
        return written
    code = ord(character)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"
