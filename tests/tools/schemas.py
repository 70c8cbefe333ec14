"""Validates the JSON of portals against the schemas they publish, and recomputes the manifest.

schemas.py PORTAL...
"""

import copy
import hashlib
import json

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from portal import Report, portals

# Files whose form others define; feeds.py looks at them.
FOREIGN = ("feed.json",)
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def strict(text):
    """JSON without what parsers disagree about: double keys, NaN."""

    def unique(pairs):
        keys = [key for key, _ in pairs]
        double = {key for key in keys if keys.count(key) > 1}
        if double:
            raise ValueError(f"has the keys {sorted(double)} twice")
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"holds {constant}")

    return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)


def check_portal(portal, report):
    values = {}
    for path in portal.matching(".json"):
        try:
            values[path] = strict(portal.read(path))
        except ValueError as error:
            report.add(portal, path, str(error))
    for path, value in values.items():
        report.count("JSON files")
        if path.endswith(".schema.json"):
            check_schema(portal, path, value, report)
        elif not path.endswith(FOREIGN):
            check_value(portal, path, value, values, report)
    used = {portal.file_of(value.get("$schema", "")) for value in values.values() if isinstance(value, dict)}
    for path in portal.matching(".schema.json"):
        of_downloads = path in ("api/questionnaire.schema.json", "api/report.schema.json")
        report.need(path in used or of_downloads, portal, path, "is the schema of no file")


def check_schema(portal, path, schema, report):
    report.count("schemas")
    report.need(schema.get("$schema") == DRAFT, portal, path, f"is written in {schema.get('$schema')}, not {DRAFT}")
    report.need(schema.get("$id") == portal.url(path), portal, path, f"has the id {schema.get('$id')}")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        report.add(portal, path, f"is not a schema: {error.message}")


def check_value(portal, path, value, values, report):
    address = value.get("$schema") if isinstance(value, dict) else None
    if not report.need(address, portal, path, "names no schema"):
        return
    schema = values.get(portal.file_of(address))
    if not report.need(schema is not None, portal, path, f"names the schema {address}, which is not in the portal"):
        return
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in list(validator.iter_errors(value))[:5]:
        report.add(portal, path, f"{error.json_path}: {error.message[:300]}")
    report.count("files with a schema")
    # A schema that accepts everything proves nothing.
    for key in list(value):
        if key != "$schema" and key in schema.get("required", []):
            worse = copy.copy(value)
            worse[key] = {"neither": ["this", "nor", "that"]}
            report.need(not validator.is_valid(worse), portal, path, f"its schema accepts anything as `{key}`")
    report.need(schema.get("required"), portal, path, "its schema requires nothing")


def check_manifest(portal, report):
    listed = portal.manifest["files"]
    paths = [file["path"] for file in listed]
    report.need(paths == sorted(paths), portal, "manifest.json", "is not sorted by path")
    present = set(portal.files) - {"manifest.json"}
    for path in sorted(present - set(paths)):
        report.add(portal, "manifest.json", f"does not list {path}")
    for path in sorted(set(paths) - present):
        report.add(portal, "manifest.json", f"lists {path}, which is not there")
    for file in listed:
        if file["path"] not in present:
            continue
        report.count("files of manifests")
        content = portal.bytes(file["path"])
        digest = hashlib.sha256(content).hexdigest()
        equal = (file["size"], file["sha256"]) == (len(content), digest)
        report.need(equal, portal, "manifest.json", f"gives another size or SHA-256 for {file['path']}")


def main():
    report = Report()
    for portal in portals():
        check_portal(portal, report)
        check_manifest(portal, report)
    report.close("JSON files", "schemas", "files with a schema", "files of manifests")


main()
