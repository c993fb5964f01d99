"""What a change does in each environment, for reviewers: `k8sdsl report`.

review        the difference, its effects, new findings, quotas and the picture, as data
as_html       as_markdown   the forms
"""

from __future__ import annotations
