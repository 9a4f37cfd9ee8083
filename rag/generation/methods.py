"""The ways to get a structured reply out of a server, and what each adds to the request."""

from collections.abc import Mapping
from enum import StrEnum


class Method(StrEnum):
    """From the strictest to the plainest."""

    JSON_SCHEMA = "json_schema"
    FUNCTION_CALLING = "function_calling"
    JSON_OBJECT = "json_object"
    TEXT = "text"


def binding(method: Method, schema: Mapping[str, object]) -> dict[str, object]:
    """What is bound to the model for a reply of this schema.

    `response_format` goes through `extra_body`, so that the reply is checked by us alone and streams as it comes: the
    client library would parse it whole and hold back what it cannot.
    """
    name = str(schema["title"])
    if method is Method.JSON_SCHEMA:
        form = {"type": "json_schema", "json_schema": {"name": name, "schema": dict(schema), "strict": True}}
        return {"extra_body": {"response_format": form}}
    if method is Method.JSON_OBJECT:
        # llama.cpp reads the schema here; others ignore it.
        return {"extra_body": {"response_format": {"type": "json_object", "schema": dict(schema)}}}
    if method is Method.FUNCTION_CALLING:
        function = {"name": name, "description": f"Gives the {name}.", "parameters": dict(schema)}
        choice = {"type": "function", "function": {"name": name}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return {}
