"""Who is erased is forgotten everywhere: each table says how."""

from pathlib import Path

from .places import REPOSITORY, none, one, plant
from .rules import people

MIGRATION = "linli/kernel/migrations/20260101_10_shops.sql"
MADE = "CREATE TABLE shops.guests (market_id int, person_id uuid, PRIMARY KEY (market_id, person_id));"
RULES = '_FATES = {(Fate.DELETED, "of no use"): "shops.guests"}'


def test_every_table_of_the_house_that_names_people_says_what_erasing_does() -> None:
    none(people.check(REPOSITORY))


def test_a_table_without_a_rule_and_a_rule_without_a_table_are_reported(tmp_path: Path) -> None:
    none(people.check(plant(tmp_path / "good", {MIGRATION: MADE, people.REL: RULES})))
    one(people.check(plant(tmp_path / "none", {MIGRATION: MADE})), MIGRATION, "person_id may name a person")
    stray = {MIGRATION: MADE, people.REL: RULES.replace("guests", "guests shops.ghosts")}
    one(people.check(plant(tmp_path / "stray", stray)), people.REL, "shops.ghosts is not made")
