"""SOPS with age: the Secret itself with encrypted values, which Flux decrypts. Needs the program `sops`."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from k8sdsl.errors import SecretError, YamlError
from k8sdsl.gitops.secrets.fingerprint import keyed
from k8sdsl.gitops.secrets.plaintext import is_encrypted, without_applied
from k8sdsl.gitops.secrets.sealed_secrets import plaintexts
from k8sdsl.gitops.typed_fields import typed
from k8sdsl.identity import ObjectRef
from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


@frozen(kw_only=True, field_transformer=typed)
class Sops:
    """Encrypts every Secret for the owners of some age keys. `age` are their public keys (`age1...`).

    `fingerprint_key` is as in SealedSecrets: the output of SOPS differs each time, so the file in the tree is kept
    while the fingerprint of the plaintext, which is in the index, is the same.

    Examples:
        >>> from k8sdsl.gitops import GitOps, Sops
        >>> gitops = GitOps(secrets=Sops(age=["age1example"], fingerprint_key="a long random string"))
    """

    age: Sequence[str]
    fingerprint_key: str = field(repr=False)
    program: str = "sops"

    def fingerprint(self, tree: Tree) -> str:
        """A keyed hash of the values, their namespace and name, and the keys that can decrypt them."""
        ref = ObjectRef.of(tree)
        parts = [b"k8sdsl sops 1", *[text.encode() for text in (*sorted(self.age), ref.namespace, ref.name)]]
        for key, value in plaintexts(tree).items():
            parts += [key.encode(), value]
        return keyed(self.fingerprint_key, parts).hex()

    def seal(self, tree: Tree) -> Tree:
        """The Secret with its values encrypted; SecretError, without the values, if `sops` is missing or fails."""
        from k8sdsl.emitters import yaml
        from k8sdsl.yaml.reader import read_documents

        program = find_program(self.program)
        if program is None:
            raise SecretError(
                f"the program {self.program!r} is not in PATH",
                remedy="install SOPS: https://getsops.io",
                code="secret/sops",
            )
        command = [program, "--encrypt", "--age", ",".join(self.age), "--encrypted-regex", "^(data|stringData)$"]
        command += ["--input-type", "yaml", "--output-type", "yaml", "/dev/stdin"]
        plain = without_applied(tree)
        try:
            done = subprocess.run(  # noqa: S603 - the program that the user names
                command, input=yaml.emit_document(plain).encode(), capture_output=True, check=False
            )
        except OSError:
            raise SecretError(f"the program {self.program!r} cannot be run", code="secret/sops") from None
        if done.returncode:
            raise SecretError(
                f"{self.program} could not encrypt {ObjectRef.of(tree)} (status {done.returncode})", code="secret/sops"
            )
        try:
            sealed: list[Any] = read_documents(done.stdout, file=f"<{self.program}>")
        except YamlError:
            sealed = []
        if len(sealed) != 1 or not _is_encrypted_form(sealed[0], plain):
            raise SecretError(
                f"{self.program} did not return an encrypted Secret for {ObjectRef.of(tree)}", code="secret/sops"
            )
        return dict(sealed[0])


def _is_encrypted_form(sealed: Any, plain: Tree) -> bool:
    """Whether an object is another with its values, and nothing else, encrypted, field by field."""
    if not isinstance(sealed, dict) or "sops" not in sealed:
        return False
    if sealed.keys() - {"sops"} != plain.keys():
        return False
    return all(
        _all_encrypted(sealed[field], value) if field in {"data", "stringData"} else sealed[field] == value
        for field, value in plain.items()
    )


def _all_encrypted(sealed: Any, plain: Any) -> bool:
    if isinstance(plain, dict) and isinstance(sealed, dict):
        return plain.keys() == sealed.keys() and all(_all_encrypted(sealed[key], plain[key]) for key in plain)
    return sealed == plain if plain in ("", None) else is_encrypted(sealed)
