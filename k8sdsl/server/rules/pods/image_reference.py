"""What a container runtime accepts as the reference of an image (`reference.ParseNormalizedNamed` of distribution)."""

from __future__ import annotations

from k8sdsl.lazy import remembered

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORD = _LETTERS | frozenset("0123456789_")
_TAG = _WORD | frozenset(".-")
_SIZES = {"sha256": 64, "sha384": 96, "sha512": 128}


@remembered(4096)
def image_fault(image: str) -> tuple[str, str] | None:
    """What is wrong with a reference, and the corrected one if it is evident (otherwise empty); None if nothing is."""
    if any(character.isspace() for character in image):
        return "contains a space", "".join(image.split())
    name, at, digest = image.partition("@")
    if at:
        reason = _digest_fault(digest)
        if reason:
            return reason, ""
    slash = name.rfind("/")
    colon = name.find(":", slash + 1)
    if colon >= 0:
        tag, name = name[colon + 1 :], name[:colon]
        reason = _tag_fault(tag)
        if reason:
            return reason, "" if tag else name
    domain, path = _split(name)
    if not path:
        return "has no name", ""
    if path != path.lower():
        return "has capital letters in its name", image.replace(name, name[: len(name) - len(path)] + path.lower(), 1)
    if not all(_is_component(part) for part in path.split("/")):
        return "has a name with characters other than lowercase letters, digits and single separators", ""
    return None if not domain or _is_domain(domain) else (f"has {domain!r} as its registry, which is not valid", "")


def _digest_fault(digest: str) -> str:
    algorithm, colon, value = digest.partition(":")
    if not colon or not algorithm:
        return f"has the digest {digest!r} without its algorithm"
    size = _SIZES.get(algorithm, 0)
    hexadecimal = all(character in "0123456789abcdef" for character in value)
    if not hexadecimal or (len(value) != size if size else len(value) < 32):
        return f"has a digest of {len(value)} characters, not {size or 'at least 32'} hexadecimal ones"
    return ""


def _tag_fault(tag: str) -> str:
    if not tag:
        return "has an empty tag"
    if len(tag) > 128 or tag[0] not in _WORD or not _TAG.issuperset(tag):
        return f"has the invalid tag {tag!r}"
    return ""


def _split(name: str) -> tuple[str, str]:
    """The registry and the path (`splitDockerDomain`): the first part is a registry if it looks like a host."""
    first, slash, rest = name.partition("/")
    if slash and (not {".", ":"}.isdisjoint(first) or first == "localhost" or first != first.lower()):
        return first, rest
    return "", name


def _is_component(part: str) -> bool:
    """Lower case words, joined by a full stop, one or two underscores, or any number of hyphens."""
    if not part or part[0] not in _LOWER or part[-1] not in _LOWER:
        return False
    separator = ""
    for character in part:
        if character in _LOWER:
            if separator not in {"", ".", "_", "__"} and separator.strip("-"):
                return False
            separator = ""
        elif character in "._-":
            separator += character
        else:
            return False
    return True


def _is_domain(domain: str) -> bool:
    host, colon, port = domain.rpartition(":") if not domain.endswith("]") else (domain, "", "")
    if not colon:
        host = domain
    elif not (port.isascii() and port.isdigit()):
        return False
    if host.startswith("["):
        return host.endswith("]")
    parts = host.split(".")
    return all(part and part[0] != "-" != part[-1] and (_WORD - {"_"} | {"-"}).issuperset(part) for part in parts)
