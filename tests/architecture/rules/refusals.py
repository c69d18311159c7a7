"""Every refusal has its words in every language, and the languages say the same things."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from .source import Source, files, python

LANGUAGES = ("en", "zh")
DECLARED_WITH = "RefusalKind"


def declared(root: Path) -> Iterator[tuple[str, Source, int]]:
    """(code, file, line) of each `RefusalKind("code", …)`."""
    for source in python(root):
        for node in source.nodes:
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                first = node.args[0]
                if name == DECLARED_WITH and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, source, node.lineno


def messages(root: Path) -> dict[str, dict[str, str]]:
    """Language → message key → the `.po` file that has words for it."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for source in files(root, ".po", under="linli"):
        language = next((p for p in source.parts if p.split("_")[0] in LANGUAGES), "").split("_")[0]
        if language:
            with source.path.open("rb") as file:
                for message in read_po(file):
                    text = message.string if isinstance(message.string, str) else "".join(message.string)
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    if key and text and not message.fuzzy:
                        found[language][key] = source.rel
    return found


def check(root: Path) -> list[str]:
    """`refusal.<code>` has a message in each language; codes are declared where refusals are."""
    known = messages(root)
    found = []
    for code, source, line in declared(root):
        if source.parts[-1] != "refusals.py":
            found.append(source.at(line, f"{code} is declared outside a refusals.py"))
        silent = [language for language in LANGUAGES if f"refusal.{code}" not in known[language]]
        found += [source.at(line, f"refusal.{code} has no message in {language}") for language in silent]
    return found


def languages(root: Path) -> list[str]:
    """What can be said in one language can be said in the other."""
    known = messages(root)
    return [
        f"{known[mine][key]}:1: {key} has no message in {other}"
        for mine in LANGUAGES
        for other in LANGUAGES
        for key in sorted(known[mine].keys() - known[other].keys())
    ]
