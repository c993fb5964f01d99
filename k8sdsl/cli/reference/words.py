"""The words that completion offers, as data: rules, codes, policies, kinds, versions and names of options' values."""

from __future__ import annotations

import json

from k8sdsl.cli.commands.check import FORMATS
from k8sdsl.cluster.pod_security.standard import LEVELS
from k8sdsl.codes import all_codes
from k8sdsl.gitops.tree.layout import LAYOUTS
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.versions import NEWEST, OLDEST
from k8sdsl.policies.names import SETS, builtin_policies
from k8sdsl.schemas import SCHEMAS
from k8sdsl.server.catalog import all_rules


def render_words() -> str:
    """A JSON map from what is completed to its words, sorted."""
    policies = builtin_policies()
    aliases = {alias for policy in policies.values() for alias in policy.aliases}
    words = {
        "codes": sorted(all_codes()),
        "format": sorted(FORMATS),
        "kinds": sorted({kind for rows in KINDS.values() for kind, (_, plural, *_) in rows.items() if plural}),
        "layout": sorted(LAYOUTS),
        "level": sorted(LEVELS),
        "policies": sorted({policy.rule.id for policy in policies.values()}),
        "policy": sorted({*SETS, *(policy.rule.id for policy in policies.values()), *aliases}),
        "rules": sorted(all_rules()),
        "schema": sorted(SCHEMAS),
        "version": [f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)],
    }
    return json.dumps(words, indent=1) + "\n"
