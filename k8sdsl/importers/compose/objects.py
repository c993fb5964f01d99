"""The objects that stand for the services of a Compose file."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.command_secrets import secret_words
from k8sdsl.importers.compose.document import Compose
from k8sdsl.importers.compose.env_files import raw_variables, read_variables
from k8sdsl.importers.compose.kompose_labels import (
    cron_of_labels,
    group_of_volumes,
    pod_of_labels,
)
from k8sdsl.importers.compose.network import aliases_of, autoscaler, network_objects
from k8sdsl.importers.compose.pods import pod_settings, rollout
from k8sdsl.importers.compose.shapes import as_list, as_map, pairs, text_of
from k8sdsl.importers.compose.unmapped import unmapped, unmapped_volumes
from k8sdsl.importers.compose.values import Mount, dns_name, mounts, size
from k8sdsl.importers.compose.workloads import commands, container_of, replicas_of, service_labels, service_ports
from k8sdsl.locations.address import has_credentials
from k8sdsl.locations.content import read_text
from k8sdsl.locations.secret_values import HIDDEN
from k8sdsl.policies.builtin.environment import looks_secret
from k8sdsl.project.paths import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from k8sdsl.tree import Tree

CLAIM_SIZE = "1Gi"
MAX_CONFIG_MAP = 1_000_000
"""The server refuses ConfigMaps of more than 1 MiB."""

_SHORTEST = 4
"""Characters of the shortest secret value that is searched for in files."""


class Converted:
    """What a Compose file becomes: objects for the stack, and the variables and files of each secret."""

    def __init__(self) -> None:
        self.objects: list[Tree] = []
        self.variables: dict[str, dict[str, str]] = {}
        self.files: dict[str, dict[str, str]] = {}
        self.known: frozenset[str] = frozenset()

    def know(self, compose: Compose) -> None:
        """Collects the secret values of all services: files and commands that hold one of them are secret as well."""
        found: set[str] = set()
        for service in compose.services.values():
            variables = service_variables(compose, service)[0]
            found |= {value for name, value in variables.items() if value and is_secret_variable(name, value)}
            for command in commands(service):
                found |= secret_words(command)
        for definition in compose.secrets.values():
            path = compose.inside(text_of(definition["file"])) if definition.get("file") else None
            if path is not None and path.is_file():
                found.add(read_bytes(path).decode("utf-8", "replace").strip())
        self.known = frozenset(value for value in found if len(value) >= _SHORTEST)

    def is_known(self, value: str) -> bool:
        """Whether a value is that of a secret, under any name."""
        return value in self.known

    def discreet(self, note: str) -> str:
        """A note without secret values."""
        for value in self.known:
            note = note.replace(value, HIDDEN)
        return note

    def holds_secret(self, name: str, text: str | None) -> bool:
        """Whether a file holds secret values: a key, a known value, or lines such as `PASSWORD=...`."""
        if name.endswith((".key", ".pem", ".p12", ".env")):
            return True
        if text is None:
            return False
        if "PRIVATE KEY-" in text or any(value in text for value in self.known):
            return True
        lines = (line.replace(":", "=", 1).partition("=") for line in text.splitlines() if "=" in line or ":" in line)
        return any(value.strip() and looks_secret(name.strip(" \t-\"'"), value) for name, _, value in lines)


def convert(compose: Compose) -> Converted:
    """The objects of all services, in the order of the file; what is skipped is noted in `compose`."""
    converted = Converted()
    converted.know(compose)
    claims = _Claims(compose)
    aliases = aliases_of(compose.services)
    for name, service in compose.services.items():
        compose.notes += unmapped(name, service)
        made = _Service(name, service, compose, claims, converted).objects()
        converted.objects += [*made, *_under_aliases(made, aliases.get(name, ()))]
    converted.objects += claims.objects()
    compose.notes += unmapped_volumes(compose.volumes)
    compose.notes[:] = map(converted.discreet, compose.notes)
    return converted


def _under_aliases(made: list[Tree], aliases: Iterable[str]) -> list[Tree]:
    """The network Service of a service again under each of its other names."""
    return [
        {**tree, "metadata": {**tree["metadata"], "name": alias}}
        for alias in aliases
        for tree in made
        if tree["kind"] == "Service"
    ]


class _Claims:
    """The named volumes of the file, and which services mount them."""

    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._users: dict[str, set[str]] = {}
        self._made: dict[str, Tree] = {}
        for name, service in compose.services.items():
            for mount in mounts(service):
                if mount.kind == "volume" and mount.source:
                    self._users.setdefault(mount.source, set()).add(name)

    def is_shared(self, source: str) -> bool:
        """Whether several services mount a volume."""
        return len(self._users.get(source, ())) > 1

    def add(self, name: str, source: str, labels: dict[str, str | None]) -> Tree:
        """The claim for a volume."""
        modes = ["ReadWriteMany"] if self.is_shared(source) else ["ReadWriteOnce"]
        spec: Tree = {
            "accessModes": modes,
            "resources": {"requests": {"storage": labels.get("kompose.volume.size") or CLAIM_SIZE}},
        }
        if labels.get("kompose.volume.storage-class-name"):
            spec["storageClassName"] = labels["kompose.volume.storage-class-name"]
        claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": spec}
        self._made[name] = claim
        return claim

    def objects(self) -> list[Tree]:
        """The claims that are not templates of a StatefulSet."""
        return list(self._made.values())

    def take(self, name: str) -> Tree:
        """A claim as the template of a StatefulSet."""
        claim = self._made.pop(name)
        return {"metadata": claim["metadata"], "spec": claim["spec"]}


class _Service:
    """One service, on its way to its objects."""

    def __init__(
        self, name: str, service: dict[str, Any], compose: Compose, claims: _Claims, converted: Converted
    ) -> None:
        self._key = name
        self._name = dns_name(name)
        self._service = service
        self._compose = compose
        self._claims = claims
        self._converted = converted
        self._labels = service_labels(service)
        self._volumes: list[Tree] = []
        self._mounts: list[Tree] = []
        self._maps: list[Tree] = []
        self._own_claims: list[str] = []

    def objects(self) -> list[Tree]:
        container = container_of(self._key, self._service)
        container |= self._environment()
        for number, mount in enumerate(mounts(self._service)):
            self._mount(mount, number)
        if self._service.get("shm_size"):
            limit = size(self._service["shm_size"])
            memory = {"medium": "Memory", **({"sizeLimit": limit} if limit else {})}
            self._add_volume("shm", {"emptyDir": memory}, Mount("tmpfs", "", "/dev/shm"))  # noqa: S108 - in the pod
        for section in ("configs", "secrets"):
            for entry in as_list(self._service.get(section)):
                self._attached(section, as_map(entry) or {"source": entry})
        if self._mounts:
            container["volumeMounts"] = self._mounts
        pod: Tree = {**pod_settings(self._service), **pod_of_labels(self._labels), "containers": [container]}
        if (group := group_of_volumes(self._labels)) is not None:
            pod["securityContext"] = {**pod.get("securityContext", {}), "fsGroup": group}
        if self._volumes:
            pod["volumes"] = self._volumes
        return [*self._maps, self._workload(pod), *self._network()]

    def _note(self, field: str, text: str) -> None:
        self._compose.notes.append(f"{self._key}.{field}: {text}")

    # --- environment

    def _environment(self) -> Tree:
        plain, secret = {}, {}
        for variable, value in self._variables().items():
            if value is None:
                self._note("environment", f"{variable} is skipped because it has no value in the file")
            elif is_secret_variable(variable, value) or self._converted.is_known(value):
                secret[variable] = value
            else:
                plain[variable] = value
        found: Tree = {}
        if plain:
            found["env"] = [{"name": variable, "value": value} for variable, value in plain.items()]
        lines = {variable: value for variable, value in secret.items() if "\n" in value}
        if lines:  # an env file has one line per variable
            name = f"{self._name}-values"
            self._converted.files[name] = lines
            found.setdefault("env", []).extend(
                {"name": variable, "valueFrom": {"secretKeyRef": {"name": name, "key": variable}}} for variable in lines
            )
            secret = {variable: value for variable, value in secret.items() if variable not in lines}
        if secret:
            name = f"{self._name}-secrets"
            self._converted.variables[name] = secret
            found["envFrom"] = [{"secretRef": {"name": name}}]
            self._note("environment", f"{', '.join(secret)}: written to secrets/{name}.env; keep it out of Git")
        return found

    def _variables(self) -> dict[str, str | None]:
        found, missing = service_variables(self._compose, self._service)
        for path in missing:
            self._note("env_file", f"{path} is skipped because it cannot be read")
        return found

    # --- volumes

    def _mount(self, mount: Mount, number: int) -> None:
        if mount.kind == "tmpfs":
            memory = {"medium": "Memory", "sizeLimit": mount.limit or "64Mi"}
            return self._add_volume(f"tmp{number}", {"emptyDir": memory}, mount)
        if mount.kind not in {"volume", "bind"}:
            return self._note(
                "volumes", f"{mount.target}: volumes of type {mount.kind} have no counterpart and are skipped"
            )
        if mount.kind == "bind" and mount.source.startswith(("/", "~")):
            return self._note("volumes", f"{mount.source} is skipped because it is a directory of the host")
        path = self._compose.inside(mount.source) if mount.kind == "bind" else None
        if path is not None and path.exists() and self._configured(path, mount, number):
            return None
        return self._claimed(mount, number)

    def _claimed(self, mount: Mount, number: int) -> None:
        named = mount.kind == "volume" and bool(mount.source)
        name = dns_name(mount.source) if named else f"{self._name}-data{number}"
        if name not in {volume["name"] for volume in self._volumes}:
            self._claims.add(name, mount.source if named else name, self._labels)
            if not (named and self._claims.is_shared(mount.source)):
                self._own_claims.append(name)
        self._add_volume(name, {"persistentVolumeClaim": {"claimName": name}}, mount, sub_path=mount.sub_path)

    def _configured(self, path: Path, mount: Mount, number: int) -> bool:
        """Mounts a file or folder beside the Compose file as a ConfigMap or Secret; False if it is too large."""
        files = self._compose.files_at(path)
        if not files or sum(file.stat().st_size for file in files.values()) > MAX_CONFIG_MAP:
            self._note(
                "volumes",
                f"{mount.source} is empty or too large for a ConfigMap; a PersistentVolumeClaim is used instead",
            )
            return False
        if path.is_dir() and any(file.is_dir() for file in path.iterdir()):
            self._note(
                "volumes", f"directories below {mount.source} are skipped because a ConfigMap can contain only files"
            )
        name = f"{self._name}-files{number}"
        source = self._files_source(name, {key: read_bytes(file) for key, file in files.items()})
        self._add_volume(name, source, mount, sub_path=path.name if path.is_file() else None)
        return True

    def _files_source(self, name: str, files: dict[str, bytes]) -> Tree:
        texts = {key: _text(content) for key, content in files.items()}
        if any(self._converted.holds_secret(key, text) for key, text in texts.items()):
            self._converted.files[name] = {key: text for key, text in texts.items() if text is not None}
            return {"secret": {"secretName": name}}
        data = {key: text for key, text in texts.items() if text is not None}
        binary = {key: b64encode(files[key]).decode() for key, text in texts.items() if text is None}
        tree: Tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
        self._maps.append({**tree, **({"data": data} if data else {}), **({"binaryData": binary} if binary else {})})
        return {"configMap": {"name": name}}

    def _attached(self, section: str, entry: dict[str, Any]) -> None:
        """Mounts a config or secret that the file defines."""
        source = text_of(entry.get("source", ""))
        definition = getattr(self._compose, section).get(source, {})
        content = self._content_of(definition)
        if content is None:
            return self._note(section, f"{source}: its content is not known; create it in the cluster and mount it")
        target = text_of(entry.get("target") or (f"/run/secrets/{source}" if section == "secrets" else f"/{source}"))
        target = target if target.startswith("/") else f"{'/run/secrets' if section == 'secrets' else ''}/{target}"
        name = dns_name(f"{self._name}-{source}")
        key = target.rpartition("/")[2]
        if section == "secrets":
            self._converted.files[name] = {key: content.decode("utf-8", "replace")}
            volume: Tree = {"secret": {"secretName": name}}
        else:
            volume = self._files_source(name, {key: content})
        return self._add_volume(name, volume, Mount("bind", source, target, read_only=True), sub_path=key)

    def _content_of(self, definition: dict[str, Any]) -> bytes | None:
        if "content" in definition:
            return text_of(definition["content"]).encode()
        if definition.get("environment"):
            value = self._compose.variables.get(text_of(definition["environment"]))
            return None if value is None else value.encode()
        path = self._compose.inside(text_of(definition["file"])) if definition.get("file") else None
        return read_bytes(path) if path is not None and path.is_file() else None

    def _add_volume(self, name: str, source: Tree, mount: Mount, *, sub_path: str | None = None) -> None:
        if name not in {volume["name"] for volume in self._volumes}:
            self._volumes.append({"name": name, **source})
        entry: Tree = {"name": name, "mountPath": mount.target}
        if sub_path:
            entry["subPath"] = sub_path
        if mount.read_only:
            entry["readOnly"] = True
        self._mounts.append(entry)

    # --- the workload, and what leads to it

    def _network(self) -> list[Tree]:
        found = network_objects(self._name, self._service, self._labels)
        kinds = {tree["kind"] for tree in found if tree["kind"] == "Ingress" or "type" in tree["spec"]}
        if not kinds and any(port.is_published for port in service_ports(self._service)):
            self._note("ports", "reachable only inside the cluster; add an Ingress or an HTTPRoute to expose it")
        return [*found, *autoscaler(self._name, self._labels)]

    def _workload(self, pod: Tree) -> Tree:
        labels = {"app": self._name}
        annotations = {key: value for key, value in pairs(self._service.get("annotations")).items() if value}
        for constraint in pod.get("topologySpreadConstraints", ()):
            constraint["labelSelector"] = {"matchLabels": labels}
        metadata: Tree = {"labels": labels, **({"annotations": annotations} if annotations else {})}
        template: Tree = {"metadata": metadata, "spec": pod}
        restart = text_of(self._service.get("restart", "")).partition(":")[0]
        has_ports = bool(service_ports(self._service))
        if self._labels.get("kompose.cronjob.schedule"):
            return self._cron_job(template)
        if restart in {"no", "on-failure", "false"} and not has_ports and not self._own_claims:
            pod["restartPolicy"] = "Never" if restart != "on-failure" else "OnFailure"
            return self._object("batch/v1", "Job", {"template": template})
        if restart in {"no", "on-failure", "false"}:
            self._note("restart", "the containers are always restarted because the service has ports or volumes")
        spec: Tree = {"selector": {"matchLabels": labels}, "template": template}
        replicas = replicas_of(self._service)
        kind = text_of(self._labels.get("kompose.controller.type") or "").lower()
        if as_map(self._service.get("deploy")).get("mode") == "global" or kind == "daemonset":
            return self._object("apps/v1", "DaemonSet", spec)
        if replicas is not None:
            spec = {"replicas": replicas, **spec}
        if self._own_claims and has_ports:
            return self._stateful(spec, pod)
        if self._own_claims:
            spec["strategy"] = {"type": "Recreate"}  # two pods cannot share a ReadWriteOnce claim
        else:
            spec |= rollout(self._service)
        return self._object("apps/v1", "Deployment", spec)

    def _stateful(self, spec: Tree, pod: Tree) -> Tree:
        templates = [self._claims.take(name) for name in self._own_claims]
        volumes = [volume for volume in self._volumes if volume["name"] not in self._own_claims]
        pod.pop("volumes")
        if volumes:
            pod["volumes"] = volumes
        return self._object(
            "apps/v1", "StatefulSet", {"serviceName": self._name, **spec, "volumeClaimTemplates": templates}
        )

    def _cron_job(self, template: Tree) -> Tree:
        template["spec"]["restartPolicy"] = "OnFailure"
        own, of_jobs = cron_of_labels(self._labels)
        job = {"spec": {**of_jobs, "template": template}}
        schedule = self._labels["kompose.cronjob.schedule"]
        return self._object("batch/v1", "CronJob", {"schedule": schedule, **own, "jobTemplate": job})

    def _object(self, api_version: str, kind: str, spec: Tree) -> Tree:
        own = {k: v for k, v in self._labels.items() if v and not k.startswith("kompose.") and _is_key(k)}
        metadata: Tree = {"name": self._name, "labels": {"app": self._name}}
        if own:
            metadata["annotations"] = own
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec}


def service_variables(compose: Compose, service: dict[str, Any]) -> tuple[dict[str, str | None], list[str]]:
    """The variables of a service, and the env files that cannot be read."""
    found: dict[str, str | None] = {}
    missing = []
    own = {name: value for name, value in pairs(service.get("environment")).items() if value is not None}
    known = {**own, **compose.variables}
    for entry in as_list(service.get("env_file")):
        path = text_of(as_map(entry).get("path", "") if isinstance(entry, dict) else entry)
        file = compose.inside(path)
        if file is not None and file.is_file():
            raw = as_map(entry).get("format") == "raw"
            found |= raw_variables(read_text(file)) if raw else read_variables(read_text(file), known)
        elif as_map(entry).get("required") is not False:
            missing.append(path)
    return found | pairs(service.get("environment")), missing


def is_secret_variable(name: str, value: str) -> bool:
    """Whether a variable holds a secret: by its name, unless it names a file or is a switch, or in an address."""
    switch = value.lower() in {"", "yes", "no", "true", "false", "0", "1"}
    named = looks_secret(name, value) and not name.upper().endswith("_FILE")
    return (named and not switch) or has_credentials(value)


def _is_key(key: str) -> bool:
    from k8sdsl.semantics.formats import qualified_name

    return not qualified_name(key)


def _text(content: bytes) -> str | None:
    """A file as text; None if it is binary."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
