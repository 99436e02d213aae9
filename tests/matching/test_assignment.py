"""The best assignment is the best, the fairest is the fairest, and of equals it is the first."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from needsmatch.matching import assignment
from needsmatch.matching.assignment import assign, best_total, prices
from needsmatch.matching.grid import Ints
from needsmatch.matching.ties import NOBODY, Optima
from needsmatch.model.pairing import Goal

Case = tuple[Ints, list[int]]
Found = Sequence[int | None]

GOALS = pytest.mark.parametrize("goal", Goal)


@st.composite
def cases(draw: st.DrawFn, receivers: int = 5, donors: int = 4) -> Case:
    """Few schools, many equal worths and many that are nothing."""
    height, width = draw(st.integers(0, receivers)), draw(st.integers(0, donors))
    worth = draw(st.sampled_from([st.sampled_from([0, 60, 100]), st.integers(0, 3), st.integers(0, 100)]))
    cells = draw(st.lists(worth, min_size=height * width, max_size=height * width))
    capacities = draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))
    return np.array(cells, dtype=np.int64).reshape(height, width), capacities


def received(worths: Ints, found: Found) -> list[int]:
    """What each receiver has of its donor."""
    return [0 if column is None else int(worths[row, column]) for row, column in enumerate(found)]


def allowed(worths: Ints, capacities: list[int], found: Found) -> bool:
    """No pair is worth nothing, and no donor has more than it takes."""
    fits = all(found.count(column) <= capacity for column, capacity in enumerate(capacities))
    return fits and all(column is None or worths[row, column] > 0 for row, column in enumerate(found))


def all_best(worths: Ints, capacities: list[int], goal: Goal = Goal.TOTAL) -> list[list[int | None]]:
    """The best of all assignments there are, those with earlier donors first."""
    nobody = len(capacities)

    def short_of(choice: tuple[int, ...]) -> list[int]:
        has = received(worths, [None if column == nobody else column for column in choice])
        return [-sum(has)] if goal is Goal.TOTAL else [-worth for worth in sorted(has)]

    choices = product(*([*(column for column in range(nobody) if row[column]), nobody] for row in worths))
    fitting = [one for one in choices if all(one.count(column) <= most for column, most in enumerate(capacities))]
    least = min(map(short_of, fitting))
    best = sorted(one for one in fitting if short_of(one) == least)
    return [[None if column == nobody else column for column in one] for one in best]


def random_case(seed: int, shape: tuple[int, int], values: Sequence[int], most: int, nothing: float = 0.0) -> Case:
    """Worths out of `values`, a part of them nothing, and capacities up to `most`."""
    random = np.random.default_rng(seed)
    worths = np.where(random.random(shape) < nothing, 0, random.choice(np.array(values), shape))
    return worths, random.integers(0, most + 1, shape[1]).tolist()


LARGE = [
    random_case(1, (20, 20), range(101), 1),
    random_case(2, (60, 40), range(101), 3, nothing=0.5),
    random_case(3, (120, 90), (0, 60, 100), 2),
    random_case(4, (150, 30), (70,), 9),
    random_case(5, (200, 200), range(40, 101), 2, nothing=0.8),
    random_case(6, (40, 160), range(101), 1000, nothing=0.97),
    random_case(7, (80, 25), range(10**6), 5),
    # A few donors are the best for everybody.
    (np.outer(np.arange(1, 101), np.arange(1, 41)) // 40, [3] * 40),
]


@given(cases())
@example((np.zeros((0, 3), dtype=np.int64), [1, 1, 1]))
@example((np.zeros((3, 0), dtype=np.int64), []))
@example((np.array([[5, 5], [5, 5]]), [0, 0]))
@GOALS
def test_it_is_the_first_of_the_best_of_all_there_are(goal: Goal, case: Case) -> None:
    assert assign(*case, goal) == all_best(*case, goal)[0]


@given(cases())
def test_the_best_total_is_that_of_the_best_assignment(case: Case) -> None:
    assert best_total(*case) == sum(received(case[0], all_best(*case)[0]))


def test_of_two_equal_ways_receivers_in_front_have_the_donors_in_front() -> None:
    worths = np.array([[80, 80, 0], [80, 80, 80], [80, 0, 80]])
    assert assign(worths, [1, 1, 1]) == assign(worths, [1, 1, 1], Goal.FAIR) == [0, 1, 2]


def test_the_greatest_total_may_leave_one_behind_and_the_fairest_does_not() -> None:
    worths = np.array([[100, 40], [50, 0]])
    assert assign(worths, [1, 1]) == [0, None]
    assert assign(worths, [1, 1], Goal.FAIR) == [1, 0]


@GOALS
def test_nobody_gets_what_is_worth_nothing_even_where_all_have_room(goal: Goal) -> None:
    assert assign(np.array([[0, 0], [0, 7], [9, 0]]), [1000, 1000], goal) == [None, 1, 0]


# Proofs


def proves(worths: Ints, capacities: list[int], found: Found, cost: Ints) -> bool:
    """Whether prices show that there is no greater sum: who counts them along has the same sum as all together."""
    left = [
        worth - (0 if column is None else cost[column])
        for worth, column in zip(received(worths, found), found, strict=True)
    ]
    bounds = (
        np.all(cost >= 0) and np.all(np.array([*left, 0]) >= 0) and np.all(np.array(left)[:, None] + cost >= worths)
    )
    # No donor can be of use to more receivers than there are.
    useful = np.minimum(capacities, len(worths))
    return bool(bounds) and sum(left) + int(cost @ useful) == sum(received(worths, found))


@pytest.mark.parametrize("case", LARGE)
def test_prices_prove_large_assignments(case: Case) -> None:
    found = assign(*case)
    cost = prices(*case, found)
    assert allowed(*case, found)
    assert cost is not None and proves(*case, found, cost)
    assert best_total(*case) == sum(received(case[0], found))


@given(cases(receivers=4, donors=3).filter(lambda case: case[0].size > 0), st.data())
def test_exactly_the_best_assignments_have_prices_and_none_could_be_less(case: Case, data: st.DataObject) -> None:
    worths, capacities = case
    columns = st.sampled_from([None, *range(len(capacities))])
    found = data.draw(st.lists(columns, min_size=len(worths), max_size=len(worths)))
    cost = prices(worths, capacities, found)
    fits = all(found.count(column) <= capacity for column, capacity in enumerate(capacities))
    assert (cost is not None) == (fits and sum(received(worths, found)) == best_total(worths, capacities))
    if cost is not None:
        assert proves(worths, capacities, found, cost)
        for column in np.flatnonzero(cost):
            lower = cost - (np.arange(len(cost)) == column)
            assert not proves(worths, capacities, found, lower)


@given(cases(receivers=4, donors=3))
@example((np.full((2, 3), 70), [1, 1, 1]))
def test_whichever_of_the_best_is_known_the_first_of_them_is_found(case: Case) -> None:
    best = all_best(*case)
    for one in best:
        cost = prices(*case, one)
        assert cost is not None
        known = np.array([NOBODY if column is None else column for column in one], dtype=np.int64)
        first = Optima.of(case[0], known, cost).first(np.array(case[1], dtype=np.int64), known)
        assert [None if column == NOBODY else column for column in first] == best[0]


@pytest.mark.parametrize("seed", range(5))
def test_ties_of_many_are_decided_as_if_each_choice_were_tried(seed: int) -> None:
    worths, capacities = random_case(seed, (16, 12), (60, 100), 2, nothing=0.6)
    first: list[int | None] = []
    total, left = best_total(worths, capacities), list(capacities)
    for row, donors in enumerate(worths.tolist()):
        for column in [column for column, worth in enumerate(donors) if worth and left[column]] + [None]:
            worth = 0 if column is None else donors[column]
            rest = [places - (place == column) for place, places in enumerate(left)]
            if worth + best_total(worths[row + 1 :], rest) == total:
                total, left = total - worth, rest
                first.append(column)
                break
    assert assign(worths, capacities) == first


# Fairness


def can_all_have(enough: list[list[int]], capacities: list[int]) -> bool:
    """Whether each receiver can have one of the donors that are enough for it."""
    taken: dict[int, list[int]] = {column: [] for column in range(len(capacities))}

    def place(row: int, asked: set[int]) -> bool:
        for column in enough[row]:
            if column in asked:
                continue
            asked.add(column)
            if len(taken[column]) < capacities[column]:
                taken[column].append(row)
                return True
            for other in taken[column]:
                if place(other, asked):
                    taken[column].remove(other)
                    taken[column].append(row)
                    return True
        return False

    return all(place(row, set()) for row in range(len(enough)))


@pytest.mark.parametrize("seed", range(4))
def test_the_worst_served_of_many_could_not_be_served_better(seed: int) -> None:
    worths, capacities = random_case(seed, (50, 40), range(1, 101), 3, nothing=0.5)
    worst = min(received(worths, assign(worths, capacities, Goal.FAIR)))
    assert can_all_have([np.flatnonzero(row * (row >= worst)).tolist() for row in worths], capacities)
    assert not can_all_have([np.flatnonzero(row > worst).tolist() for row in worths], capacities)


@pytest.mark.parametrize("seed", range(4))
def test_the_fairest_of_few_levels_has_the_greatest_total_where_worse_levels_outweigh_better_ones(seed: int) -> None:
    worths, capacities = random_case(seed, (40, 30), (0, 1, 2, 3, 4), 2, nothing=0.7)
    weighed = np.array([0, *(41**4 - 41 ** (4 - level) for level in (1, 2, 3, 4))])
    assert assign(worths, capacities, Goal.FAIR) == assign(weighed[worths], capacities)


@given(cases())
def test_levels_settled_one_by_one_say_the_same(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "_EXACT", 3 * len(case[0]) ** 2 * (len(case[0]) + 1))
        assert assign(*case, Goal.FAIR) == all_best(*case, Goal.FAIR)[0]


@pytest.mark.parametrize("case", LARGE[:6])
def test_levels_of_many_settled_one_by_one_say_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    found = assign(*case, Goal.FAIR)
    monkeypatch.setattr(assignment, "_EXACT", 3 * len(case[0]) ** 2 * (len(case[0]) + 1))
    assert allowed(*case, found)
    assert assign(*case, Goal.FAIR) == found


@pytest.mark.parametrize("case", LARGE)
def test_no_other_assignment_is_fairer_than_the_fairest(case: Case) -> None:
    worths, capacities = case
    fairest = sorted(received(worths, assign(worths, capacities, Goal.FAIR)))
    assert fairest >= sorted(received(worths, assign(worths, capacities)))
    random = np.random.default_rng(0)
    for _attempt in range(50):
        left = list(capacities)
        has = [0] * len(worths)
        for row in random.permutation(len(worths)):
            if free := [column for column, places in enumerate(left) if places]:
                column = max(random.choice(free, 3), key=lambda column: worths[row, column])
                left[column] -= 1
                has[row] = int(worths[row, column])
        assert fairest >= sorted(has)


# Laws


@given(cases(), st.data())
@GOALS
def test_in_another_order_the_same_worths_are_reached(goal: Goal, case: Case, data: st.DataObject) -> None:
    worths, capacities = case
    rows = data.draw(st.permutations(range(len(worths))))
    columns = data.draw(st.permutations(range(len(capacities))))
    turned = worths[np.ix_(np.array(rows, dtype=int), np.array(columns, dtype=int))]
    again = assign(turned, [capacities[column] for column in columns], goal)
    reached = received(worths, assign(worths, capacities, goal))
    assert sum(received(turned, again)) == sum(reached)
    if goal is Goal.FAIR:
        assert sorted(received(turned, again)) == sorted(reached)


@given(cases(), st.integers(0, 3), st.data())
def test_one_more_donor_never_makes_it_worse(case: Case, capacity: int, data: st.DataObject) -> None:
    worths, capacities = case
    fresh = data.draw(st.lists(st.integers(0, 100), min_size=len(worths), max_size=len(worths)))
    more = np.column_stack([worths, np.array(fresh, dtype=np.int64)])
    assert best_total(more, [*capacities, capacity]) >= best_total(worths, capacities)
    before, after = assign(*case, Goal.FAIR), assign(more, [*capacities, capacity], Goal.FAIR)
    assert sorted(received(more, after)) >= sorted(received(worths, before))
