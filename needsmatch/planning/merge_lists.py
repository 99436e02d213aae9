"""Lists and texts that two people changed become one: nothing falls out, and it does not matter whose is ours.

What stands in a list has a name; names that stand there more than once are counted. Ours and theirs keep their own
order; between two names that neither side put in order stands first what has the lower rank. So three copies become
the same list in whatever order they come in.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

Entry = TypeVar("Entry")
Key = tuple[str, int]
"""A name, and how many of the same name stand before it."""
Rank = Callable[[Key], tuple[float, str]]


def named(entries: Iterable[Entry], name: Callable[[Entry], str]) -> dict[Key, Entry]:
    """Entries by their names, in their order."""
    seen: Counter[str] = Counter()
    found = {}
    for entry in entries:
        found[name(entry), seen[name(entry)]] = entry
        seen[name(entry)] += 1
    return found


def path(key: Key) -> str:
    """The key as it stands in the key of a part."""
    name, before = key
    return f"{name}#{before + 1}" if before else name


def by_name(key: Key) -> tuple[float, str]:
    """Rank by the names themselves."""
    return key[1], key[0]


def by_moment(moments: Mapping[Key, datetime | None]) -> Rank:
    """Rank by when something was said: unknown first, then the earliest."""
    return lambda key: (moment(moments.get(key)), path(key))


def moment(at: datetime | None) -> float:
    """A number that grows with time; minus infinity for no time. Without a zone it is taken for UTC."""
    if at is None:
        return float("-inf")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def common_orders(
    base: Iterable[Key], ours: Sequence[Key], theirs: Sequence[Key]
) -> tuple[tuple[Key, ...], tuple[Key, ...], tuple[Key, ...]]:
    """The order in base, ours and theirs of what stands in both of the latter.

    Base is given the order of the side that moved nothing, so that it knows what both added as well.
    """
    our_order, their_order = _only(ours, set(theirs)), _only(theirs, set(ours))
    before = _only(base, set(our_order))
    known = set(before)
    we_moved, they_moved = (_only(order, known) != before for order in (our_order, their_order))
    if not we_moved and (they_moved or our_order == their_order):
        before = our_order
    elif not they_moved and we_moved:
        before = their_order
    return before, our_order, their_order


def woven(common: Sequence[Key], ours: Iterable[Key], theirs: Iterable[Key], rank: Rank) -> tuple[Key, ...]:
    """`common` with what only one side has, each behind what it stands behind there."""
    shared = set(common)
    our_gaps, their_gaps = _gaps(shared, ours), _gaps(shared, theirs)
    found = list(_zipped(our_gaps.get(None, ()), their_gaps.get(None, ()), rank))
    for key in common:
        found.append(key)
        found.extend(_zipped(our_gaps.get(key, ()), their_gaps.get(key, ()), rank))
    return tuple(found)


def united(base: Collection[Key], ours: Sequence[Key], theirs: Sequence[Key], rank: Rank) -> tuple[Key, ...]:
    """Everything of both, in the order of the side that moved something; where both did, in the lower of the two."""
    before, *orders = common_orders(base, ours, theirs)
    # The side that moved nothing has the order of the base.
    moved = [order for order in orders if order != before]
    return woven(min(moved, default=before), ours, theirs, rank)


def changed(base: Collection[Key], ours: Sequence[Key], theirs: Sequence[Key], rank: Rank) -> tuple[Key, ...]:
    """What both have and what one of them added; what one of them took out is gone."""
    known, we, they = set(base), set(ours), set(theirs)
    stay = (we & they) | (we - known) | (they - known)
    return united(base, _only(ours, stay), _only(theirs, stay), rank)


def united_text(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    """Both texts as one: every line that one of them has and the base has not, equal ones once, and of the base's lines
    those that both have. None where nothing is left."""
    before, mine, yours = (named(text.split("\n") if text else (), str) for text in (base, ours, theirs))
    added = {line for line, _before in {*mine, *yours}.difference(before)}
    stay = {key for key in (*mine, *yours) if key[0] in added or (key in mine and key in yours)}
    if len(dict(stay)) < len(stay):
        # Equal lines have no names of their own that outlast a merge: a text that has all lines already stays as it is.
        if stay == set(mine) != set(yours):
            return ours
        if stay == set(yours) != set(mine):
            return theirs
    return "\n".join(line for line, _before in united(before, _only(mine, stay), _only(yours, stay), by_name)) or None


def _only(keys: Iterable[Key], wanted: Collection[Key]) -> tuple[Key, ...]:
    return tuple(key for key in keys if key in wanted)


def _gaps(shared: Collection[Key], keys: Iterable[Key]) -> dict[Key | None, list[Key]]:
    """What is not shared, by what is shared and stands before it."""
    found: dict[Key | None, list[Key]] = {}
    before = None
    for key in keys:
        if key in shared:
            before = key
        else:
            found.setdefault(before, []).append(key)
    return found


def _zipped(ours: Iterable[Key], theirs: Iterable[Key], rank: Rank) -> Iterator[Key]:
    first, second = deque(ours), deque(theirs)
    while first and second:
        yield (first if rank(first[0]) <= rank(second[0]) else second).popleft()
    yield from (*first, *second)
