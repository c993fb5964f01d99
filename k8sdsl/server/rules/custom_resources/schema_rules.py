"""The rules that a value breaks if it does not fit the schema of its definition."""

from __future__ import annotations

from k8sdsl.rule import Rule
from k8sdsl.server.rules.custom_resources.examples import example
from k8sdsl.server.structural.faults import FaultKind

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_SET = {"type": "array", "items": _TEXT, "x-kubernetes-list-type": "set"}

SCHEMA = Rule(
    "custom/schema",
    "A value must fit the schema of its definition, such as its `pattern`, `minimum` or `multipleOf`.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "abc"}, field={"type": "string", "pattern": "^[0-9]+$"}),
    good=example({"it": "123"}, field={"type": "string", "pattern": "^[0-9]+$"}),
    remedy="compare the value with the schema: `kubectl explain crontab.spec --recursive`",
)
SCHEMA_TYPE = Rule(
    "custom/type",
    "A value must have the `type` and `format` of the schema.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "3"}, field=_NUMBER),
    good=example({"it": 3}, field=_NUMBER),
    remedy='write strings in quotes (`"80"`), integers and booleans without (`80`, `true`)',
)
SCHEMA_REQUIRED = Rule(
    "custom/required",
    "A field that the schema lists as `required` must be set.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({}, field=_TEXT, at_spec={"required": ["it"]}),
    good=example({"it": "x"}, field=_TEXT, at_spec={"required": ["it"]}),
    remedy="set the field; `kubectl explain crontab.spec` shows its type",
)
SCHEMA_ENUM = Rule(
    "custom/enum",
    "A value must be one of those that the schema lists in `enum`.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "c"}, field={"type": "string", "enum": ["a", "b"]}),
    good=example({"it": "a"}, field={"type": "string", "enum": ["a", "b"]}),
    remedy="copy one of the values that the message lists; `kubectl explain crontab.spec` shows them too",
)
SCHEMA_SIZE = Rule(
    "custom/size",
    "A string, list or map must not be larger than `maxLength`, `maxItems` or `maxProperties` of the schema.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "abcd"}, field={"type": "string", "maxLength": 3}),
    good=example({"it": "abc"}, field={"type": "string", "maxLength": 3}),
    remedy="shorten it; `kubectl explain crontab.spec` shows the limits",
)
SCHEMA_CHOICE = Rule(
    "custom/combination",
    "A value must fit the schemas in `allOf`, `anyOf`, `oneOf` and `not` as the schema requires.",
    "schemaPropsValidator",
    "CronTab",
    bad=example({"it": 5}, field={"type": "integer", "not": {"minimum": 5}}),
    good=example({"it": 4}, field={"type": "integer", "not": {"minimum": 5}}),
    remedy=(
        "compare the value with each alternative of the schema: `kubectl get crd crontabs.stable.example.com -o yaml`"
    ),
)
DUPLICATE = Rule(
    "custom/duplicate-item",
    "A list with `x-kubernetes-list-type` set or map must not contain an item twice.",
    "ValidateListSetsAndMaps",
    "CronTab",
    bad=example({"it": ["a", "a"]}, field=_SET),
    good=example({"it": ["a", "b"]}, field=_SET),
    remedy="remove one of the two entries, or change one of its keys in `x-kubernetes-list-map-keys`",
)
RULES = {
    FaultKind.INVALID: SCHEMA,
    FaultKind.TYPE: SCHEMA_TYPE,
    FaultKind.REQUIRED: SCHEMA_REQUIRED,
    FaultKind.ENUM: SCHEMA_ENUM,
    FaultKind.TOO_LONG: SCHEMA_SIZE,
    FaultKind.TOO_MANY: SCHEMA_SIZE,
    FaultKind.DUPLICATE: DUPLICATE,
    FaultKind.COMBINATION: SCHEMA_CHOICE,
}
