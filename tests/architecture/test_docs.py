"""Documents, words and spelling."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import docs, refusals, spelling


def test_the_documents_of_the_house_exist() -> None:
    none(docs.exist(REPOSITORY))


def test_every_dependency_of_the_house_is_explained() -> None:
    none(docs.dependencies(REPOSITORY))


def test_every_module_of_the_house_is_in_the_architecture_page() -> None:
    none(docs.modules(REPOSITORY))


def test_every_decision_of_the_house_has_its_three_headings() -> None:
    none(docs.decisions(REPOSITORY))


def test_every_relative_link_of_the_house_leads_somewhere() -> None:
    none(docs.links(REPOSITORY))


def test_every_refusal_of_the_house_has_words_in_every_language() -> None:
    none(refusals.check(REPOSITORY))


def test_the_languages_of_the_house_say_the_same_things() -> None:
    none(refusals.languages(REPOSITORY))


def test_the_house_is_spelled_the_american_way() -> None:
    none(spelling.american(REPOSITORY))


def test_the_house_has_no_notes_to_self() -> None:
    none(spelling.notes(REPOSITORY))


def test_every_silenced_checker_of_the_house_has_a_reason() -> None:
    none(spelling.silenced(REPOSITORY))


def test_a_missing_and_an_empty_document_are_reported(tmp_path: Path) -> None:
    full = dict.fromkeys(docs.NEEDED, "word " * 2000)
    none(docs.exist(plant(tmp_path, full)))
    one(docs.exist(plant(tmp_path, {"SECURITY.md": "Soon."})), "SECURITY.md", "cannot say much")
    (tmp_path / "SECURITY.md").unlink()
    one(docs.exist(tmp_path), "SECURITY.md", "missing")


PROJECT = """
[project]
name = "linli"
dependencies = ["Babel>=2.18", "litestar[standard]>=2"]
[project.optional-dependencies]
stripe = ["stripe>=12"]
[dependency-groups]
dev = ["pytest>=9"]
"""


def test_a_dependency_without_a_line_is_reported(tmp_path: Path) -> None:
    page = (
        "- babel: words\n- Litestar: the web\n- stripe: cards\n- pytest-asyncio: tests\n- htmx.org: pages\n"
    )
    planted = {
        "pyproject.toml": PROJECT,
        "docs/dependencies.md": page,
        "package.json": '{"dependencies": {"htmx.org": "4.0.0", "jsqr": "^1.4.0"}}',
    }
    found = docs.dependencies(plant(tmp_path, planted))
    assert [v.split(": ", 1)[1] for v in found] == [
        "pytest has no line in docs/dependencies.md",
        "jsqr has no line in docs/dependencies.md",
        "jsqr ^1.4.0 is not pinned to one version",
    ]


def test_a_module_without_a_line_is_reported(tmp_path: Path) -> None:
    planted = {
        "linli/modules/orders/__init__.py": "",
        "linli/modules/ledger/__init__.py": "",
        "docs/architecture.md": "| ledger | accounts |",
    }
    one(docs.modules(plant(tmp_path, planted)), "orders")


def test_a_decision_without_consequences_is_reported(tmp_path: Path) -> None:
    page = "# 0001 · Named SQL\n\n## Context\n\n## Decision\n"
    planted = {"docs/decisions/0001-named-sql.md": page, "docs/decisions/README.md": "# All of them"}
    one(docs.decisions(plant(tmp_path, planted)), "0001-named-sql.md", "Consequences")


def test_a_number_that_two_decisions_have_and_a_title_without_are_reported(tmp_path: Path) -> None:
    body = "\n## Context\n## Decision\n## Consequences\n"
    root = plant(tmp_path, {"docs/decisions/0001-named-sql.md": f"# 0001 · Named SQL{body}"})
    plant(root, {"docs/decisions/0002-ids.md": f"# Ids{body}"})
    one(docs.decisions(root), "0002-ids.md", "does not begin with 0002")
    plant(root, {"docs/decisions/0002-ids.md": f"# 0002 · Ids{body}"})
    none(docs.decisions(root))
    one(
        docs.decisions(plant(root, {"docs/decisions/0002-more.md": f"# 0002 · More{body}"})),
        "has the number 0002",
    )


def test_a_dead_link_is_reported_with_its_line(tmp_path: Path) -> None:
    page = (
        '[a](docs/a.md) [b](https://x.y) [c](#here) [d](docs/a.md#part) `[x](y)` ![p](/docs/a.md "t")\n\n'
        "```\n[e](nowhere.md)\n```\n[f](docs/b.md)\n"
    )
    one(docs.links(plant(tmp_path, {"README.md": page, "docs/a.md": ""})), "README.md:6", "docs/b.md")


HEAD = 'msgid ""\nmsgstr ""\n\n'


def test_a_refusal_without_words_in_one_language_is_reported(tmp_path: Path) -> None:
    planted = {
        "linli/modules/orders/refusals.py": 'SOLD_OUT = RefusalKind("sold_out")',
        "linli/web/shared/locale/en/shared.po": f'{HEAD}msgid "refusal.sold_out"\nmsgstr "Gone."\n',
        "linli/web/shared/locale/zh/shared.po": f'{HEAD}msgid "refusal.sold_out"\nmsgstr ""\n',
    }
    one(refusals.check(plant(tmp_path, planted)), "linli/modules/orders/refusals.py:1", "in zh")
    one(refusals.languages(tmp_path), "shared.po", "has no message in zh")


def test_a_refusal_declared_elsewhere_is_reported(tmp_path: Path) -> None:
    found = refusals.check(
        plant(tmp_path, {"linli/modules/orders/actions.py": 'X = RefusalKind("sold_out")'})
    )
    assert any("outside a refusals.py" in violation for violation in found)


@pytest.mark.parametrize(
    "word",
    ["colo" + "ur", "neighbo" + "urs", "catalog" + "ue", "Behavio" + "ur", "cent" + "re", "cancel" + "led"],
)
def test_british_spelling_is_reported(tmp_path: Path, word: str) -> None:
    one(spelling.american(plant(tmp_path, {"docs/a.md": f"The {word} of it."})), word[:6])
    one(spelling.american(plant(tmp_path, {"docs/a.md": "", "linli/a.py": f"{word}_of = 1"})), word[:6])


@pytest.mark.parametrize(
    "text",
    [
        "leisure=fitness_cent" + "re",
        "jewelry jewel" + "lery",
        "neighbo" + "ur is 邻",
        "centered, canceled, cataloging",
        "task.cancel" + "led()",
    ],
)
def test_american_spelling_and_given_names_are_allowed(tmp_path: Path, text: str) -> None:
    none(spelling.american(plant(tmp_path, {"docs/a.md": text})))


@pytest.mark.parametrize("note", ["TO" + "DO: later", "FIX" + "ME", "XX" + "X hack"])
def test_a_note_to_self_is_reported(tmp_path: Path, note: str) -> None:
    one(spelling.notes(plant(tmp_path, {"linli/a.py": f"x = 1  # {note}"})), "linli/a.py:1")


def test_the_code_of_no_currency_is_no_note(tmp_path: Path) -> None:
    none(spelling.notes(plant(tmp_path, {"linli/a.py": f"x = '{'X' * 3}'"})))


IGNORE, SKIP = "# type: " + "ignore", "# no" + "qa"


@pytest.mark.parametrize(
    "comment", [IGNORE, f"{IGNORE}[arg-type]", SKIP, f"{SKIP}: S603", f"{SKIP}: S603, E501"]
)
def test_a_silenced_checker_without_a_reason_is_reported(tmp_path: Path, comment: str) -> None:
    one(spelling.silenced(plant(tmp_path, {"linli/a.py": f"x = 1  {comment}"})), "linli/a.py:1")
    none(spelling.silenced(plant(tmp_path, {"linli/a.py": f"x = 1  {comment}  # our own binary"})))
