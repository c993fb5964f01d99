"""What differs between environments and several stacks must know: classes of storage, and credentials."""

from __future__ import annotations

from os import environ

from attrs import frozen

PLACEHOLDER = "cambiame"


@frozen(kw_only=True)
class Storage:
    """The classes of storage that an environment offers; who claims storage names a class, never a place."""

    blocks: str = "rapidito-redundante"  # for one pod: a database
    files: str = "redundante-compartido"  # for many pods at once: what visitors upload


@frozen(kw_only=True)
class Credentials:
    """The secret values of the application. None of them stands in the repository."""

    user: str = "wordpress"
    password: str = PLACEHOLDER
    root_password: str = PLACEHOLDER
    salt: str = PLACEHOLDER  # what WordPress signs its cookies with; the same for all replicas

    @classmethod
    def from_environment(cls) -> Credentials:
        """The credentials of the variables WORDPRESS_DB_PASSWORD, MARIADB_ROOT_PASSWORD and WORDPRESS_SALT.

        A variable that is not set leaves the placeholder, so that anyone can build and compare the manifests; who
        deploys them sets all three.
        """
        return cls(
            password=environ.get("WORDPRESS_DB_PASSWORD", PLACEHOLDER),
            root_password=environ.get("MARIADB_ROOT_PASSWORD", PLACEHOLDER),
            salt=environ.get("WORDPRESS_SALT", PLACEHOLDER),
        )
