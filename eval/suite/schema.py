"""The published JSON schema of suites, made from the model so that the two cannot differ."""

import json
from pathlib import Path

from eval.suite.model import Item

SCHEMA_FILE = Path(__file__).with_name("schema.json")


def schema_text() -> str:
    """The schema of a YAML suite; `$defs/Item` is that of one JSON line."""
    item = Item.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    definitions = item.pop("$defs", {})
    definitions["Item"] = item
    _loosen(definitions)
    listed = {"type": "array", "items": {"$ref": "#/$defs/Item"}, "minItems": 1}
    wrapped = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "questions": listed},
        "required": ["questions"],
        "additionalProperties": False,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reftel evaluation suite",
        "anyOf": [listed, wrapped],
        "$defs": definitions,
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _loosen(definitions: dict[str, dict[str, dict[str, object]]]) -> None:
    """States the short forms that the loader also takes."""
    item, limits = definitions["Item"]["properties"], definitions["Limits"]["properties"]
    item["facts"] = {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Fact"}, {"type": "string"}]}}
    item["must_not"] = {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Forbidden"}, {"type": "string"}]}}
    item["answerable"] = {"enum": ["yes", "no", "partial", True, False]}
    for name in ("post", "tag", "cable"):
        limits[name] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def write_schema() -> None:
    """Rewrites the published file."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
