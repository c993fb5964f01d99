"""What several stacks share: classes of storage and credentials, which differ between environments, and a server."""

from __future__ import annotations

from os import environ

from attrs import frozen

PLACEHOLDER = "changeme"
NFS_SERVER = "nfs.example.internal"


@frozen(kw_only=True)
class Storage:
    """The classes of storage that an environment offers; a claim names a class, never a place."""

    blocks: str = "fast-replicated"  # for one pod: a database
    files: str = "replicated-shared"  # for many pods at once: what visitors upload


@frozen(kw_only=True)
class Credentials:
    """The secret values of the application; none of them is in the repository."""

    user: str = "wordpress"
    password: str = PLACEHOLDER
    root_password: str = PLACEHOLDER
    salt: str = PLACEHOLDER  # WordPress signs cookies with keys made from it, the same in all replicas

    @classmethod
    def from_environment(cls) -> Credentials:
        """The credentials in the variables WORDPRESS_DB_PASSWORD, MARIADB_ROOT_PASSWORD and WORDPRESS_SALT.

        A variable that is not set leaves the placeholder, so that anyone can build and compare the manifests. Set all
        three to apply a build by hand; `k8sdsl gitops` needs none, because the cluster fetches the values (gitops.py).
        """
        return cls(
            password=environ.get("WORDPRESS_DB_PASSWORD", PLACEHOLDER),
            root_password=environ.get("MARIADB_ROOT_PASSWORD", PLACEHOLDER),
            salt=environ.get("WORDPRESS_SALT", PLACEHOLDER),
        )
