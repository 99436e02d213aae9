"""What no topic explains, and the words a person would teach."""

import pytest
from hypothesis import given
from msgspec.structs import replace

from needsmatch.matching.unexplained import EXPLAINED, own_words, unexplained
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Stage
from needsmatch.model.topic import Topic, Wordings
from needsmatch.store.folder import read_programme
from needsmatch.store.thesaurus import built_in_topics
from needsmatch.text.normalise import normalise
from needsmatch.topics.index import TopicIndex
from needsmatch.topics.thesaurus import Thesaurus
from tests.conftest import PROFILES, SAMPLES
from tests.strategies import programmes

KNOWN = "如何指导家长"
LONG = "如何指导家长，家庭教育指导工作坊，班主任带班艺术，膳食营养与食育课程"
STRANGE = "南音琵琶與洞簫社"


def school(name: str, *needs: str, strengths: tuple[str, ...] = ()) -> School:
    return School(
        id=name,
        name=name,
        stage=Stage.PRIMARY,
        needs=tuple(Need(id=f"n{number}", text=text) for number, text in enumerate(needs)),
        strengths=tuple(Strength(id=f"s{number}", text=text) for number, text in enumerate(strengths)),
    )


def programme(*receivers: School, donors: tuple[School, ...] = ()) -> Programme:
    return Programme(settings=ProgrammeFile(programme=About(id="p", name="P")), receivers=receivers, donors=donors)


def test_what_most_say_comes_first_with_its_places_and_its_nearest_topics(index: TopicIndex) -> None:
    found = unexplained(
        programme(
            school("b", STRANGE, "xyzzy plugh"),
            school("a", KNOWN, "希望南音琵琶與洞簫社"),
            donors=(school("d", strengths=(STRANGE,)),),
        ),
        index,
    )
    assert [(entry.text, entry.places) for entry in found] == [
        ("希望南音琵琶與洞簫社", ("a/n1", "b/n0", "d/s0")),
        ("xyzzy plugh", ("b/n1",)),
    ]
    assert set(found[0].topics) <= set(index.thesaurus.by_id) and found[0].topics
    assert found[1].topics == ()


def test_a_strange_clause_of_an_explained_text_counts_where_several_say_it(index: TopicIndex) -> None:
    text = f"{KNOWN}，酸肉打油茶"
    assert index.read(text).known >= EXPLAINED > index.read("酸肉打油茶").known
    assert unexplained(programme(school("a", text)), index) == []
    (found,) = unexplained(programme(school("a", text), school("b", "班主任带班艺术，酸肉打油茶")), index)
    assert (found.text, found.places) == ("酸肉打油茶", ("a/n0", "b/n0"))


def test_a_school_on_both_sides_says_it_once(index: TopicIndex) -> None:
    both = school("a", STRANGE)
    (found,) = unexplained(programme(both, donors=(both,)), index)
    assert found.places == ("a/n0",)


def test_what_was_taught_is_explained(index: TopicIndex) -> None:
    own = Topic(id="clubs", wordings=Wordings(zh=(STRANGE,)))
    taught = TopicIndex(Thesaurus.of(built_in_topics()), (own,))
    assert unexplained(programme(school("a", STRANGE)), index)
    assert unexplained(programme(school("a", STRANGE)), taught) == []


def test_what_was_judged_to_be_about_a_topic_is_explained_until_that_is_taken_back(index: TopicIndex) -> None:
    donors = (school("d", strengths=("xyzzy plugh",)),)
    yes = Judgement(decision=Decision.SAME, need="a/n0", strength="d/s0", topic="clubs")
    no = Judgement(decision=Decision.NOT_A_MATCH, need="a/n0", strength="d/s0")
    asked = programme(school("a", STRANGE), donors=donors)
    assert len(unexplained(asked, index)) == 2
    assert unexplained(replace(asked, judgements=(yes,)), index) == []
    assert len(unexplained(replace(asked, judgements=(yes, no)), index)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STRANGE, STRANGE),
        ("5、 南音琵琶與洞簫社。", STRANGE),
        (f"{KNOWN}，酸肉打油茶", f"{KNOWN}，酸肉打油茶"),
        (f"{LONG}，酸肉打油茶。", "酸肉打油茶"),
        (f"{LONG}；", LONG),
        ("Reading evenings for families, xyzzy plugh", "Reading evenings for families, xyzzy plugh"),
        ("Reading evenings for families, how to guide parents; xyzzy plugh!", "xyzzy plugh"),
        ("5", "5"),
        ("？！", "？！"),
    ],
)
def test_the_words_to_be_learnt_are_the_persons_own(index: TopicIndex, text: str, expected: str) -> None:
    assert own_words(index, text) == expected


@given(programmes())
def test_every_place_is_one_that_says_so(index: TopicIndex, program: Programme) -> None:
    schools = (*program.receivers, *program.donors)
    texts: dict[str, str] = {}
    for school in schools:
        # A need and a strength of one school may have the same id.
        entries: tuple[Need | Strength, ...] = (*school.needs, *school.strengths)
        for entry in entries:
            place = school.reference(entry)
            texts[place] = f"{texts.get(place, '')}\n{' '.join(entry.text.split())}"
    found = unexplained(program, index)
    for wording in found:
        assert len(set(wording.places)) == len(wording.places) > 0
        assert all(place in texts for place in wording.places)
        assert wording.text in texts[wording.places[0]]
    assert [len(wording.places) for wording in found] == sorted(
        (len(wording.places) for wording in found), reverse=True
    )
    assert len({normalise(wording.text) for wording in found}) == len(found)


def test_few_texts_of_the_samples_are_unexplained_and_some_are(index: TopicIndex) -> None:
    found, entries = 0, 0
    for name in SAMPLES:
        program = read_programme(PROFILES / name).programme
        entries += sum(len(school.needs) + len(school.strengths) for school in (*program.receivers, *program.donors))
        found += len(unexplained(program, index))
    assert 0 < found < entries / 8
