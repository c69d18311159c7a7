"""Who did something, as colleagues read it: other colleagues by name, everybody else masked."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from linli.kernel.database import Reader
from linli.modules import identity
from linli.web.operator.room import masked, say
from linli.web.shared.http import Here


async def actors_said(here: Here, reader: Reader, actors: Iterable[str]) -> Mapping[str, str]:
    """Actors in words, by what the books call them (`system`, `person:…`): two queries for any number."""
    ids = {actor: _person_in(actor) for actor in actors}
    people = await identity.people(reader, [person_id for person_id in ids.values() if person_id])
    colleagues = {one.person_id for one in await identity.operators(reader, here.market_id)}

    def said(actor: str, person_id: UUID | None) -> str:
        person = people.get(person_id) if person_id else None
        if person is None:
            kind = actor.partition(":")[0]
            return say(here, f"operator.actor.{kind}") if here.words.has(f"operator.actor.{kind}") else kind
        return person.nickname if person.person_id in colleagues else masked(person.nickname)

    return {actor: said(actor, person_id) for actor, person_id in ids.items()}


def _person_in(actor: str) -> UUID | None:
    try:
        return UUID(actor.partition(":")[2])
    except ValueError:
        return None
