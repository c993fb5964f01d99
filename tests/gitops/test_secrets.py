"""No plaintext in a tree, and the ways out."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import stat
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from k8sdsl.blocks import env_from_secret, secret_env, secret_volume
from k8sdsl.errors import SecretError
from k8sdsl.gitops.secrets.external_secrets import (
    ExternalSecrets,
    Remote,
    cluster_secret_store,
    external_secret,
    secret_store,
)
from k8sdsl.gitops.secrets.plaintext import is_plaintext, refuse
from k8sdsl.gitops.secrets.sealed_secrets import SealedSecrets, SealingScope
from k8sdsl.gitops.secrets.sops import Sops
from k8sdsl.gitops.secrets.values import from_command, from_environment, from_file
from k8sdsl.manifest import Manifest
from k8sdsl.server.validate import validate
from k8sdsl.yaml.reader import read_documents
from tests.gitops.test_controllers import definitions
from tests.gitops.trees import ROOT, k8sdsl, project

Tree = dict[str, Any]

PLAINTEXT = "correct horse battery staple"
IN_BASE64 = b64encode(PLAINTEXT.encode()).decode()
KEY = "0123456789abcdef0123456789abcdef"


def secret(**fields: Any) -> Tree:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db", "namespace": "prod"}, **fields}


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey, *, days: int = 1) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sealed-secret")])
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=end - dt.timedelta(days=100),
        not_valid_after=end,
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def pem(tmp_path: Path, private_key: rsa.RSAPrivateKey) -> Path:
    file = tmp_path / "controller.pem"
    file.write_bytes(certificate(private_key))
    return file


def unseal(text: str, key: rsa.RSAPrivateKey, label: bytes) -> bytes:
    """What the controller does with one value."""
    sealed = b64decode(text)
    size = int.from_bytes(sealed[:2], "big")
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=label)
    session = key.decrypt(sealed[2 : 2 + size], oaep)
    return AESGCM(session).decrypt(b"\0" * 12, sealed[2 + size :], None)


@pytest.mark.parametrize(
    ("scope", "label"), [("strict", b"prod/db"), ("namespace-wide", b"prod"), ("cluster-wide", b"")]
)
def test_the_controller_can_unseal_what_was_sealed(
    pem: Path, private_key: rsa.RSAPrivateKey, scope: Any, label: bytes
) -> None:
    sealing = SealedSecrets(certificate=pem, fingerprint_key=KEY, scope=scope)
    tree = secret(type="Opaque", data={"a": IN_BASE64, "b": "AP8="}, stringData={"a": "overruled", "empty": ""})
    sealed = sealing.seal(tree)
    values = sealed["spec"]["encryptedData"]
    assert {key: unseal(value, private_key, label) for key, value in values.items()} == {
        "a": b"overruled",
        "b": b"\0\xff",
        "empty": b"",
    }
    assert sealed["spec"]["template"]["type"] == "Opaque"
    assert [str(finding) for finding in validate(sealed, crds=definitions("sealed-secrets"))] == []


def test_sealing_again_gives_the_same_bytes_and_nothing_else_does(pem: Path) -> None:
    sealing = SealedSecrets(certificate=pem, fingerprint_key=KEY)

    def value(tree: Tree, by: SealedSecrets = sealing) -> str:
        return str(by.seal(tree)["spec"]["encryptedData"]["p"])

    tree = secret(stringData={"p": PLAINTEXT})
    same = [value(tree), value(secret(data={"p": IN_BASE64}))]
    elsewhere = {**tree, "metadata": {"name": "db", "namespace": "dev"}}
    other_key = SealedSecrets(certificate=pem, fingerprint_key=KEY[::-1])
    others = [value(secret(stringData={"p": "x"})), value(elsewhere), value(tree, other_key)]
    assert len(set(same)) == 1
    assert len({*same, *others}) == 4


def test_equal_values_of_one_secret_do_not_look_equal(pem: Path) -> None:
    sealed = SealedSecrets(certificate=pem, fingerprint_key=KEY).seal(secret(stringData={"a": "x", "b": "x"}))
    assert len(set(sealed["spec"]["encryptedData"].values())) == 2


@pytest.mark.parametrize("scope", ["strict", "namespace-wide", "cluster-wide"])
def test_equal_values_of_two_secrets_do_not_look_equal(pem: Path, scope: SealingScope) -> None:
    sealing = SealedSecrets(certificate=pem, fingerprint_key=KEY, scope=scope)
    trees = [secret(stringData={"a": "x"}) for _ in range(2)]
    trees[1]["metadata"]["name"] = "another"
    assert len({sealing.seal(tree)["spec"]["encryptedData"]["a"] for tree in trees}) == 2


def test_what_cannot_be_sealed_is_an_error_without_the_value(
    pem: Path, tmp_path: Path, private_key: rsa.RSAPrivateKey
) -> None:
    expired = tmp_path / "expired.pem"
    expired.write_bytes(certificate(private_key, days=-1))
    tree = secret(stringData={"p": PLAINTEXT})
    homeless = {**tree, "metadata": {"name": "db"}}
    for sealing, of in (
        (SealedSecrets(certificate=pem, fingerprint_key="short"), tree),
        (SealedSecrets(certificate=tmp_path / "nothing.pem", fingerprint_key=KEY), tree),
        (SealedSecrets(certificate=__file__, fingerprint_key=KEY), tree),
        (SealedSecrets(certificate=expired, fingerprint_key=KEY), tree),
        (SealedSecrets(certificate=pem, fingerprint_key=KEY), homeless),
        (SealedSecrets(certificate=pem, fingerprint_key="a" * 32), tree),
        (SealedSecrets(certificate=pem, fingerprint_key=KEY), secret(data={"p": None})),
        (SealedSecrets(certificate=pem, fingerprint_key=KEY), secret(data=[PLAINTEXT])),
        (
            SealedSecrets(certificate=pem, fingerprint_key=KEY),
            {**tree, "metadata": {"generateName": "a", "namespace": "b"}},
        ),
        (SealedSecrets(certificate=pem, fingerprint_key=KEY), secret(data={"p": PLAINTEXT})),
        (SealedSecrets(certificate=pem, fingerprint_key=KEY), secret(stringData={"p": [PLAINTEXT]})),
    ):
        with pytest.raises(SecretError) as caught:
            sealing.seal(of)
        assert PLAINTEXT not in str(caught.value)
        assert KEY not in repr(sealing)


def test_values_come_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", PLAINTEXT)
    (tmp_path / "file").write_text(f"{PLAINTEXT}\n")
    assert from_environment("DB_PASSWORD") == PLAINTEXT
    assert from_file(tmp_path / "file") == f"{PLAINTEXT}\n"
    assert from_command(sys.executable, "-c", f"print({PLAINTEXT!r})") == PLAINTEXT


def test_missing_values_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DB_PASSWORD", raising=False)
    (tmp_path / "empty").write_text("")
    leaking = f"import sys; sys.exit({PLAINTEXT!r})"
    calls: tuple[Callable[[], str], ...] = (
        lambda: from_environment("DB_PASSWORD"),
        lambda: from_file(tmp_path / "nothing"),
        lambda: from_file(tmp_path / "empty"),
        lambda: from_file("nothing-beside-this-file"),
        lambda: from_command(sys.executable, "-c", ""),
        lambda: from_command(sys.executable, "-c", leaking),
        lambda: from_command(str(tmp_path / "no-program")),
    )
    for call in calls:
        with pytest.raises(SecretError) as caught:
            call()
        assert PLAINTEXT not in str(caught.value)


@pytest.mark.parametrize(
    ("tree", "answer"),
    [
        (secret(data={"a": "eA=="}), True),
        (secret(stringData={"a": "x"}), True),
        (secret(type="kubernetes.io/service-account-token"), False),
        (secret(data={}), False),
        (secret(data={"a": "ENC[AES256_GCM,...]"}, sops={"mac": "..."}), False),
        ({**secret(data={"a": "x"}), "apiVersion": "example.com/v1"}, False),
        (secret(stringData={"a": "plain"}, sops={"mac": "..."}), True),
        (secret(stringDatum={"a": "plain"}), True),
    ],
)
def test_what_counts_as_plaintext(tree: Tree, answer: bool) -> None:  # noqa: FBT001
    assert is_plaintext(tree) is answer


APPLIED = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(secret(stringData={"p": PLAINTEXT}))}


@pytest.mark.parametrize(
    "tree",
    [
        {"apiVersion": "v1", "kind": "SecretList", "items": [{"metadata": {"name": "a"}, "data": {"p": "eA=="}}]},
        {"apiVersion": "v1", "kind": "List", "items": [secret(stringData={"p": "x"})]},
        {"apiVersion": "v1", "metadata": {"name": "a"}, "stringData": {"p": "x"}},
        {"apiVersion": "v1", "kind": "secret", "metadata": {"name": "a"}, "stringData": {"p": "x"}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "annotations": APPLIED}},
        {
            "apiVersion": "bitnami.com/v1alpha1",
            "kind": "SealedSecret",
            "metadata": {"name": "a", "annotations": APPLIED},
        },
    ],
)
def test_plaintext_is_refused_in_every_wrapping(tree: Tree) -> None:
    (finding,) = refuse([Manifest(tree)])
    assert PLAINTEXT not in str(finding)


def test_what_kubectl_applied_last_is_not_sealed_along(pem: Path) -> None:
    tree = secret(stringData={"p": PLAINTEXT})
    tree["metadata"]["annotations"] = {**APPLIED, "note": "kept"}
    sealed = SealedSecrets(certificate=pem, fingerprint_key=KEY).seal(tree)
    assert PLAINTEXT not in json.dumps(sealed)
    assert sealed["metadata"]["annotations"] == {"note": "kept"}


@pytest.mark.parametrize(
    "output",
    [
        "b'\\xff'",
        "tree",
        "{**tree, 'sops': {}}",
        "{**tree, 'stringData': {'p': 'ENC[x]', 'q': tree['stringData']['p']}, 'sops': {}}",
        "{**tree, 'stringData': {'p': 'ENC[x]'}, 'note': tree['stringData']['p'], 'sops': {}}",
        "{**tree, 'stringData': {}, 'sops': {}}",
        "5",
    ],
)
def test_what_sops_returns_must_be_encrypted_field_by_field(output: str, tmp_path: Path) -> None:
    program = tmp_path / "sops"
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from k8sdsl.yaml.reader import read_documents\n"
        "(tree,) = read_documents(sys.stdin.read())\n"
        f"made = {output}\nsys.stdout.buffer.write(made if isinstance(made, bytes) else json.dumps(made).encode())\n"
    )
    program.chmod(0o755)
    with pytest.raises(SecretError) as caught:
        Sops(age=["age1x"], fingerprint_key=KEY, program=str(program)).seal(secret(stringData={"p": PLAINTEXT}))
    assert PLAINTEXT not in str(caught.value)


def test_external_secrets_keep_to_their_definitions() -> None:
    crds = definitions("external-secrets")
    trees = [
        external_secret("db", store="vault", values={"password": Remote("prod/db", "password"), "user": "prod/user"}),
        external_secret(
            "db",
            store="vault",
            everything_in="prod/db",
            namespace="prod",
            store_kind="ClusterSecretStore",
            secret_type="kubernetes.io/basic-auth",  # noqa: S106 - a type
            labels={"app": "db"},
        ),
        cluster_secret_store("vault", provider={"vault": {"server": "https://vault.example.com", "path": "kv"}}),
    ]
    for made in trees:
        assert [str(finding) for finding in validate(made.to_dict(), crds=crds)] == []


def test_blocks_accept_an_external_secret_as_a_secret() -> None:
    made = external_secret("db", store="vault", values={"password": "prod/db"})
    assert secret_env("PASSWORD", made, "password") == secret_env("PASSWORD", "db", "password")
    assert env_from_secret(made) == env_from_secret("db")
    assert secret_volume("files", made) == secret_volume("files", "db")


def test_a_store_is_an_object_that_can_be_changed() -> None:
    made = secret_store("vault", provider={"vault": {"server": "https://vault.example.com"}}, namespace="shop")
    made.metadata.labels = {"app": "shop"}
    assert made.to_dict() == {
        "apiVersion": "external-secrets.io/v1",
        "kind": "SecretStore",
        "metadata": {"name": "vault", "namespace": "shop", "labels": {"app": "shop"}},
        "spec": {"provider": {"vault": {"server": "https://vault.example.com"}}},
    }


# --- Secrets that the cluster fetches


def test_a_secret_becomes_an_external_secret_with_the_same_keys() -> None:
    given = secret(stringData={"password": PLAINTEXT}, data={"user": IN_BASE64}, type="Opaque", immutable=True)
    given["metadata"]["labels"] = {"app": "db"}
    sealed = ExternalSecrets(store="vault").seal(given)
    assert validate(sealed, crds=definitions("external-secrets")) == []
    assert sealed["metadata"] == {"name": "db", "namespace": "prod", "labels": {"app": "db"}}
    assert sealed["spec"]["secretStoreRef"] == {"name": "vault", "kind": "ClusterSecretStore"}
    assert [(entry["secretKey"], entry["remoteRef"]) for entry in sealed["spec"]["data"]] == [
        ("password", {"key": "prod/db", "property": "password"}),
        ("user", {"key": "prod/db", "property": "user"}),
    ]
    template = {"type": "Opaque", "metadata": {"labels": {"app": "db"}}}
    assert sealed["spec"]["target"] == {
        "name": "db",
        "creationPolicy": "Owner",
        "template": template,
        "immutable": True,
    }
    assert PLAINTEXT not in str(sealed)
    assert IN_BASE64 not in str(sealed)


def test_the_key_in_the_store_follows_the_pattern() -> None:
    sealing = ExternalSecrets(store="aws", store_kind="SecretStore", key="shop-{name}", refresh="5m")
    spec = sealing.seal(secret(stringData={"password": PLAINTEXT}))["spec"]
    assert spec["data"][0]["remoteRef"]["key"] == "shop-db"
    assert (spec["refreshInterval"], spec["secretStoreRef"]["kind"]) == ("5m", "SecretStore")
    with pytest.raises(SecretError):
        ExternalSecrets(store="aws", key="{environment}/{name}")


def test_a_secret_without_a_name_cannot_be_fetched() -> None:
    given = {"apiVersion": "v1", "kind": "Secret", "metadata": {"generateName": "db-"}, "stringData": {"a": "b"}}
    with pytest.raises(SecretError):
        ExternalSecrets(store="vault").seal(given)


def test_the_example_renders_without_a_cluster_or_secret_values(tmp_path: Path) -> None:
    for name in ("stacks", "overlays", "clusters"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gitops.py", tmp_path)
    k8sdsl(tmp_path, "gitops")
    k8sdsl(tmp_path, "gitops", "--check")
    rendered = [file.name for file in (tmp_path / "rendered" / "prod").rglob("*.yaml")]
    assert "production_externalsecret_mariadb-credentials.yaml" in rendered
    assert [name for name in rendered if "_secret_" in name] == []


OVERLAY = """
from k8sdsl import Overlay, k8s
from k8sdsl.gitops.secrets.values import from_environment

overlay = Overlay(
    base=[
        k8s.Secret("db", string_data={"password": from_environment("DB_PASSWORD")}),
        k8s.ConfigMap("c", data={"a": "1"}),
    ],
    namespace="prod",
)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(tmp_path / "home")
    (folder / "overlays" / "prod.py").write_text(OVERLAY)
    monkeypatch.setenv("DB_PASSWORD", PLAINTEXT)
    return folder


def everything_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_plaintext_secret_is_refused(home: Path) -> None:
    told = k8sdsl(home, "gitops", status=1)
    assert "gitops/plaintext-secret" in told.stderr
    assert PLAINTEXT not in told.stdout + told.stderr
    assert not (home / "rendered").exists()


def test_a_sealed_tree(home: Path, pem: Path) -> None:
    text = (
        "from k8sdsl.gitops.declaration import GitOps\nfrom k8sdsl.gitops.secrets.sealed_secrets import SealedSecrets\n"
    )
    (home / "gitops.py").write_text(
        f"{text}gitops = GitOps(secrets=SealedSecrets(certificate={str(pem)!r}, fingerprint_key={KEY!r}))\n"
    )
    k8sdsl(home, "gitops")
    assert (home / "rendered" / "prod" / "prod_sealedsecret_db.yaml").is_file()
    k8sdsl(home, "gitops", "--check")
    content = everything_below(home / "rendered")
    assert PLAINTEXT.encode() not in content
    assert IN_BASE64.encode() not in content


# What `sops` does, as far as the tree is concerned: other bytes each time, the values gone, a `sops` block.
STAND_IN = f"""#!{sys.executable}
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from k8sdsl.emitters import yaml
from k8sdsl.yaml.reader import read_documents
(tree,) = read_documents(sys.stdin.read())
for field in ("data", "stringData"):
    tree[field] = {{key: "ENC[" + os.urandom(8).hex() + "]" for key in tree.get(field) or ()}}
tree["sops"] = {{"mac": os.urandom(8).hex(), "age": [{{"recipient": sys.argv[sys.argv.index("--age") + 1]}}]}}
print(yaml.emit([{{key: value for key, value in tree.items() if value}}]), end="")
"""


def test_a_tree_encrypted_with_sops_is_stable(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "sops"
    program.write_text(STAND_IN)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    text = "from k8sdsl.gitops.declaration import GitOps\nfrom k8sdsl.gitops.secrets.sops import Sops\n"
    declared = (
        f"{text}gitops = GitOps(secrets=Sops(age=['age1x'], fingerprint_key={KEY!r}, program={str(program)!r}))\n"
    )
    (home / "gitops.py").write_text(declared)
    file = home / "rendered" / "prod" / "prod_secret_db.yaml"
    k8sdsl(home, "gitops")
    first = file.read_bytes()
    k8sdsl(home, "gitops")
    k8sdsl(home, "gitops", "--check")
    assert file.read_bytes() == first
    monkeypatch.setenv("DB_PASSWORD", "another one")
    k8sdsl(home, "gitops", "--check", status=1)
    k8sdsl(home, "gitops")
    assert file.read_bytes() != first
    assert PLAINTEXT.encode() not in everything_below(home / "rendered")
    (home / "gitops.py").write_text(declared.replace("'age1x'", "'age1x', 'age1y'"))
    k8sdsl(home, "gitops", "--check", status=1)
    program.write_text(f"#!{sys.executable}\nprint({PLAINTEXT!r})\nraise SystemExit(3)\n")
    told = k8sdsl(home, "gitops", status=2)
    assert PLAINTEXT not in told.stdout + told.stderr


def test_with_sops_itself(tmp_path: Path) -> None:
    """Where the programs are installed, what comes out can be decrypted again."""
    if shutil.which("sops") is None or shutil.which("age-keygen") is None:
        with pytest.raises(SecretError):
            Sops(age=["age1x"], fingerprint_key=KEY, program="sops-is-not-here").seal(
                secret(stringData={"p": PLAINTEXT})
            )
        return
    import subprocess

    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    public = next(line for line in key.read_text().splitlines() if "public key" in line).split()[-1]
    sealed = Sops(age=[public], fingerprint_key=KEY).seal(secret(stringData={"p": PLAINTEXT}))
    done = subprocess.run(
        ["sops", "--decrypt", "--input-type", "json", "--output-type", "json", "/dev/stdin"],
        input=json.dumps(sealed),
        env={**os.environ, "SOPS_AGE_KEY_FILE": str(key)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["stringData"] == {"p": PLAINTEXT}
    assert read_documents(done.stdout)
