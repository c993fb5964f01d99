"""The rotations that settings of `rotatelogs` and `logrotate` say."""

from __future__ import annotations

import pytest

from k8sdsl.policies.log_rotation import Rotation, rotations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'GlobalLog "|/usr/bin/rotatelogs -n 2 /logs/access.log 50K" combined\n',
            Rotation("/logs/access.log", 2, 51200),
        ),
        ("httpd | rotatelogs -l -n3 -L /logs/now /logs/a.log 1M", Rotation("/logs/a.log", 3, 2**20)),
        ("CustomLog '|$/usr/sbin/rotatelogs /logs/a.log 5000B' common", Rotation("/logs/a.log", None, 5000)),
        ("/logs/*.log {\n  size 50k\n  rotate 2\n}\n", Rotation("/logs/*.log", 3, 51200)),
        ('rotate 4 # for all\n"/logs/a.log"\n{\n  maxsize 1M\n}\n', Rotation("/logs/a.log", 5, 2**20)),
        ("/logs/a.log { \n size 100\n}", Rotation("/logs/a.log", 1, 100)),
    ],
)
def test_a_rotation_by_size_is_read(text: str, expected: Rotation) -> None:
    assert rotations(text) == [expected]


def test_two_files_of_one_setting_are_two_rotations() -> None:
    text = "/logs/a.log /logs/b.log {\n rotate 1\n size 10k\n}\n/var/c.log {\n size 5k\n}\n"
    assert rotations(text) == [
        Rotation("/logs/a.log", 2, 10240),
        Rotation("/logs/b.log", 2, 10240),
        Rotation("/var/c.log", 1, 5120),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rotatelogs",
        "rotatelogs -n",
        "rotatelogs -n 2 /logs/a.log 86400",
        "server {\n  listen 80;\n}\n",
        "/logs/a.log {\n daily\n rotate 7\n}\n",
        "/logs/a.log {\n size 10k\n rotate many\n}\n",
        "}\n}\n{",
        "/logs/a.log {\n size " + "9" * 400 + "k\n}",
        "/a {\n size 1k\n}\n" * 100_000,
    ],
)
def test_other_texts_set_no_rotation(text: str) -> None:
    assert rotations(text) == []
