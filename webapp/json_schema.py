"""JSON schemas of our dataclasses, from their type hints: what the API answers is described once, where it is defined."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def schema_of(hint: Any, refs: Mapping[type, str]) -> Schema:
    """The schema of a type: plain types, Literal, `X | None`, tuple[X, ...], Mapping[str, X] and dataclasses.

    `refs`: the dataclasses that have a named schema of their own. Raises TypeError for any other type.
    """
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if hint in refs:
        return ref(refs[hint])
    if is_dataclass(hint) and isinstance(hint, type):
        return object_of(properties_of(hint, refs))
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, types.UnionType):
        return _optional(
            [schema_of(one, refs) for one in inner if one is not type(None)], type(None) in inner
        )
    if origin is tuple:
        return array_of(schema_of(inner[0], refs))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1], refs)}
    raise TypeError(f"{hint!r} has no JSON schema")


def properties_of(
    cls: type, refs: Mapping[type, str], names: tuple[str, ...] = (), **notes: Schema
) -> dict[str, Schema]:
    """The schema of each field of a dataclass (of `names`, if any), with what `notes` add to it."""
    hints = get_type_hints(cls)
    chosen = names or tuple(field.name for field in fields(cls))
    return {name: schema_of(hints[name], refs) | notes.get(name, {}) for name in chosen}


def object_of(properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties, all of them required but for `optional`."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def array_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """A reference to a named schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def _optional(alternatives: list[Schema], nullable: bool) -> Schema:
    if nullable and len(alternatives) == 1 and set(alternatives[0]) == {"type"}:
        return {"type": [alternatives[0]["type"], "null"]}
    if nullable and len(alternatives) == 1 and set(alternatives[0]) == {"enum"}:
        return {"enum": [*alternatives[0]["enum"], None]}
    return {"oneOf": [*alternatives, *([{"type": "null"}] if nullable else [])]}
