"""What was learnt or decided, in the files: added to, never rewritten, and taken back to the byte."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.model.fates import Side
from needsmatch.model.holds import Holds
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.school import Need, School, Strength
from needsmatch.model.terms import Mode, Stage
from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.planning.author import Author
from needsmatch.planning.decide import add_school, ban, pin, release, set_capacity
from needsmatch.store.folder import read_programme
from needsmatch.store.lessons import lesson_files
from needsmatch.store.mend import Mend, write, write_all
from tests.store.test_problems import DONOR, RECEIVER, lines
from tests.store.test_problems import write as make
from tests.strategies import counts, dates, modes, slugs, stages, texts

NO = Judgement(
    decision=Decision.NOT_A_MATCH, need="r/n", strength="d/s", by="王老师", at=datetime(2026, 9, 20, 10, 30, tzinfo=UTC)
)
NANYIN = Topic(id="nanyin", label=Words(zh="南音", en="Nanyin"), broader=("clubs",), wordings=Wordings(zh=("南音社",)))

Learnt = Callable[[Programme], Programme]


def knows(programme: Programme, *topics: Topic, judgements: tuple[Judgement, ...] = ()) -> Programme:
    return replace(programme, topics=(*programme.topics, *topics), judgements=(*programme.judgements, *judgements))


def grown(programme: Programme, *zh: str, en: tuple[str, ...] = (), place: int = 0) -> Programme:
    topic = programme.topics[place]
    wordings = Wordings(zh=(*topic.wordings.zh, *zh), en=(*topic.wordings.en, *en))
    topics = list(programme.topics)
    topics[place] = replace(topic, wordings=wordings)
    return replace(programme, topics=tuple(topics))


def learn(folder: Path, learnt: Learnt) -> tuple[Mend, ...]:
    before = read_programme(folder).programme
    files = lesson_files(folder, before, learnt(before))
    write_all(files)
    return files


def test_new_files_begin_with_what_they_are(tmp_path: Path) -> None:
    make(tmp_path, {})
    learn(tmp_path, lambda programme: knows(programme, NANYIN, judgements=(NO,)))
    assert (tmp_path / "judgements.toml").read_text(encoding="utf-8") == (
        "# What people decided; it counts more than any score. Format: docs/file-formats.md\n\n"
        '[[judgement]]\ndecision = "not-a-match"\nneed = "r/n"\nstrength = "d/s"\nby = "王老师"\n'
        "at = 2026-09-20T10:30:00Z\n"
    )
    assert (tmp_path / "topics.toml").read_text(encoding="utf-8") == (
        "# The programme's own topics and wordings, laid over the built-in ones. Format: docs/file-formats.md\n\n"
        '[[topic]]\nid = "nanyin"\nlabel = {zh = "南音", en = "Nanyin"}\nbroader = ["clubs"]\n\n'
        '[topic.wordings]\nzh = ["南音社"]\n'
    )
    assert lines(tmp_path) == []
    programme = read_programme(tmp_path).programme
    assert (programme.topics, programme.judgements) == ((NANYIN,), (NO,))


TOPICS = """# ours
[[topic]]
id = "clubs"   # built in
colour = "red"

[topic.wordings]
zh = [
  "甲乙社",  # said by Wang
  # more to come
  "丙丁社",
]

# Nanyin, see the minutes
[[topic]]
id = "nanyin"
label = { zh = "南音", en = "Nanyin" }
wordings = { zh = ["南音社"] }
# the end
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_remarks_order_unknown_keys_and_line_ends_stay(tmp_path: Path, end: str, mark: bytes) -> None:
    make(tmp_path, {"topics.toml": mark + TOPICS.replace("\n", end).encode()})
    learn(tmp_path, lambda programme: grown(grown(programme, "戊己社"), "庚辛社", en=("pipa club",), place=1))
    learn(tmp_path, lambda programme: knows(programme, replace(NANYIN, id="other", label=None)))
    expected = TOPICS.replace('  "丙丁社",\n', '  "丙丁社",\n  "戊己社",\n')
    expected = expected.replace('zh = ["南音社"] }', 'zh = ["南音社", "庚辛社"], en = ["pipa club"]}')
    assert expected != TOPICS
    head, tail = expected.split("# the end\n")
    expected = (
        head + '\n[[topic]]\nid = "other"\nbroader = ["clubs"]\n\n[topic.wordings]\nzh = ["南音社"]\n# the end\n' + tail
    )
    assert (tmp_path / "topics.toml").read_bytes() == mark + expected.replace("\n", end).encode()


def test_a_language_that_had_no_wordings_gets_its_key(tmp_path: Path) -> None:
    text = '[[topic]]\nid = "clubs"\n\n[[topic]]\nid = "arts-education"\n[topic.wordings]\nen = ["pipa club"]\n'
    make(tmp_path, {"topics.toml": text})
    learn(tmp_path, lambda programme: grown(grown(programme, "甲社"), "乙社", place=1))
    topics = read_programme(tmp_path).programme.topics
    assert [topic.wordings for topic in topics] == [Wordings(zh=("甲社",)), Wordings(zh=("乙社",), en=("pipa club",))]


def test_what_somebody_else_added_meanwhile_stays(tmp_path: Path) -> None:
    make(tmp_path, {})
    before = read_programme(tmp_path).programme
    after = knows(before, NANYIN, judgements=(NO,))
    learn(tmp_path, lambda _programme: knows(before, replace(NANYIN, wordings=Wordings(zh=("泉腔",)))))
    write_all(lesson_files(tmp_path, before, after))
    (topic,) = read_programme(tmp_path).programme.topics
    assert topic.wordings.zh == ("泉腔", "南音社")
    assert lesson_files(tmp_path, before, knows(before, NANYIN)) == ()


def test_what_somebody_took_out_meanwhile_stays_out(tmp_path: Path) -> None:
    make(tmp_path, {"topics.toml": TOPICS})
    before = read_programme(tmp_path).programme
    (tmp_path / "topics.toml").write_text(TOPICS.replace('  "甲乙社",  # said by Wang\n', ""), encoding="utf-8")
    write_all(lesson_files(tmp_path, before, grown(before, "戊己社")))
    assert read_programme(tmp_path).programme.topics[0].wordings.zh == ("丙丁社", "戊己社")


def test_a_lesson_is_taken_back_to_the_byte_and_done_again(tmp_path: Path) -> None:
    make(tmp_path, {"topics.toml": TOPICS})
    files = learn(tmp_path, lambda programme: grown(knows(programme, judgements=(NO,)), "戊己社"))
    assert [file.path.name for file in files] == ["judgements.toml", "topics.toml"]
    after = [file.path.read_bytes() for file in files]
    write_all([file.reversed() for file in reversed(files)])
    assert not (tmp_path / "judgements.toml").exists()
    assert (tmp_path / "topics.toml").read_bytes() == TOPICS.encode()
    write_all(files)
    assert [file.path.read_bytes() for file in files] == after


def test_a_file_that_somebody_changed_is_neither_taken_back_nor_deleted(tmp_path: Path) -> None:
    make(tmp_path, {})
    (file,) = learn(tmp_path, lambda programme: knows(programme, judgements=(NO,)))
    file.path.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(ChangedOnDisk):
        write(file.reversed())
    assert file.path.read_text(encoding="utf-8") == "# mine\n"
    with pytest.raises(ChangedOnDisk):
        write(file)
    assert file.path.read_text(encoding="utf-8") == "# mine\n"


def test_all_files_of_a_lesson_are_written_or_none(tmp_path: Path) -> None:
    make(tmp_path, {})
    before = read_programme(tmp_path).programme
    files = lesson_files(tmp_path, before, knows(before, NANYIN, judgements=(NO,)))
    (tmp_path / "topics.toml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(ChangedOnDisk):
        write_all(files)
    assert not (tmp_path / "judgements.toml").exists()
    assert (tmp_path / "topics.toml").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[topic]\n", "topics.toml:1: the heading of a table is not closed"),
        ('topic = "x"\n', "cannot be added to it|nothing can be added"),
        ('topic = [{ id = "clubs" }]\n', "nothing can be added"),
        ('[[topic]]\nid = "nanyin"\nwordings = "x"\n', "nothing can be added"),
        ('[[topic]]\nid = "nanyin"\n[topic.wordings]\nzh = "x"\n', "nothing can be added"),
        ('[[topic]]\r\nid = "clubs"\n', "nothing can be added"),
    ],
    ids=["no TOML", "no list", "inline rows", "no wordings", "no list of wordings", "two line ends"],
)
def test_a_file_that_cannot_be_added_to_is_left_as_it_is(tmp_path: Path, text: str, said: str) -> None:
    make(tmp_path, {"topics.toml": text.encode()})
    before = read_programme(tmp_path).programme
    with pytest.raises(CannotWrite, match=said):
        lesson_files(tmp_path, before, knows(before, NANYIN))
    assert (tmp_path / "topics.toml").read_bytes() == text.encode()


ONE_SCHOOL = """# ours
[school]
id = "r"
name = "R"   # the old name
stage = "primary"
colour = "red"

# said on the phone
[[need]]
id = "n"
text = "reading at home"
# to be asked again

# what it can do itself
[[strength]]
text = "singing"
# the end
"""
MANY_SCHOOLS = """# the county
[[school]]
id = "q"
name = "Q"
stage = "primary"

[[school.need]]
text = "a bus"

# the second one
[[school]]
id = "r"
name = "R"
stage = "primary"

[[school.need]]
id = "n"
text = "reading at home"  # urgent

[[school.strength]]
text = "singing"

[[school]]
id = "t"
name = "T"
stage = "primary"
need = [{ text = "games" }]
"""
ASKED = Need(id="n-1", text="a choir", note="Asked for by Wang")


def asking(programme: Programme, name: str, *needs: Need) -> Programme:
    receivers = [
        replace(school, needs=(*school.needs, *needs)) if school.id == name else school
        for school in programme.receivers
    ]
    return replace(programme, receivers=tuple(receivers))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "heading", "behind"),
    [
        (ONE_SCHOOL, "[[need]]", "# to be asked again\n"),
        (ONE_SCHOOL.replace("[[need]]", "[[school.need]]"), "[[school.need]]", "# to be asked again\n"),
        (MANY_SCHOOLS, "[[school.need]]", "# urgent\n"),
    ],
    ids=["one school", "a list inside the school", "many schools"],
)
def test_a_need_comes_behind_those_of_its_school_and_all_else_stays(
    tmp_path: Path, text: str, heading: str, behind: str, end: str
) -> None:
    make(tmp_path, {"receivers/r.toml": text.replace("\n", end).encode()})
    before = read_programme(tmp_path).programme
    learn(tmp_path, lambda programme: asking(programme, "r", ASKED))
    need = f'\n{heading}\nid = "n-1"\ntext = "a choir"\nnote = "Asked for by Wang"\n'
    expected = text.replace(behind, behind + need)
    assert (tmp_path / "receivers/r.toml").read_bytes() == expected.replace("\n", end).encode()
    after = asking(before, "r", ASKED)
    assert read_programme(tmp_path).programme == after
    assert lesson_files(tmp_path, before, after) == ()


def test_a_need_is_taken_back_to_the_byte_and_found_in_a_file_of_another_name(tmp_path: Path) -> None:
    make(tmp_path, {"receivers/q.toml": ONE_SCHOOL.replace('id = "r"', 'id = "s"')})
    files = learn(tmp_path, lambda programme: asking(programme, "s", ASKED, replace(ASKED, id="n-2")))
    assert [file.path.name for file in files] == ["q.toml"]
    assert len(read_programme(tmp_path).programme.receivers[1].needs) == 3
    write_all([file.reversed() for file in files])
    assert 's"' in (tmp_path / "receivers/q.toml").read_text(encoding="utf-8")
    assert read_programme(tmp_path).programme.receivers[1].needs[0].id == "n"


def test_a_need_of_a_school_whose_file_is_gone_or_cannot_be_added_to_is_refused(tmp_path: Path) -> None:
    make(tmp_path, {"receivers/q.toml": MANY_SCHOOLS.replace('"r"', '"s"')})
    before = read_programme(tmp_path).programme
    with pytest.raises(CannotWrite, match="nothing can be added"):
        lesson_files(tmp_path, before, asking(before, "t", ASKED))
    (tmp_path / "receivers/r.toml").unlink()
    with pytest.raises(CannotWrite, match="The file of the school r is gone"):
        lesson_files(tmp_path, before, asking(before, "r", ASKED))


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="links")
def test_a_link_out_of_the_folder_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("# not ours\n", encoding="utf-8")
    folder = tmp_path / "p"
    folder.mkdir()
    make(folder, {})
    (folder / "topics.toml").symlink_to(elsewhere)
    before = read_programme(folder).programme
    with pytest.raises(CannotWrite, match="outside the programme's folder"):
        lesson_files(folder, before, knows(before, NANYIN))


wordings = st.builds(
    Wordings,
    zh=st.lists(texts, max_size=3, unique=True).map(tuple),
    en=st.lists(texts, max_size=3, unique=True).map(tuple),
)
topics = st.lists(
    st.builds(Topic, id=slugs, label=st.builds(Words, zh=texts, en=texts), wordings=wordings),
    max_size=3,
    unique_by=lambda topic: topic.id,
).map(tuple)


@settings(deadline=None)
@given(first=topics, second=topics)
def test_what_was_learnt_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, first: tuple[Topic, ...], second: tuple[Topic, ...]
) -> None:
    folder = tmp_path_factory.mktemp("p")
    make(folder, {})
    empty = Programme(settings=ProgrammeFile(programme=About(id="p", name="P")))
    once = replace(empty, topics=first)
    write_all(lesson_files(folder, empty, once))
    assert read_programme(folder).programme.topics == first
    more = tuple(topic for topic in second if topic.id not in {entry.id for entry in first})
    twice = replace(once, topics=(*first, *more))
    write_all(lesson_files(folder, once, twice))
    assert read_programme(folder).programme.topics == twice.topics


# Decisions about pairs

WANG = Author(at=datetime(2026, 9, 20, 10, 30, tzinfo=UTC), by="王老师")
FOUR: dict[str, str | bytes] = {
    "receivers/q.toml": RECEIVER.replace('"r"', '"q"').replace('"R"', '"Q"'),
    "donors/e.toml": DONOR.replace('"d"', '"e"').replace('"D"', '"E"'),
}
READING = School(
    id="",
    name="闽宁镇第三小学",
    stage=(Stage.PRIMARY, Stage.MIDDLE),
    district="闽宁镇",
    needs=(
        Need(text="怎样指导家长", priority=1, people=20, modes=(Mode.TRAINING, Mode.SHADOW), by=date(2026, 12, 31)),
        Need(id="library", text="没人借书"),
    ),
    strengths=(Strength(text="剪纸", places=3),),
)


def test_decisions_are_rows_that_people_can_read(tmp_path: Path) -> None:
    make(tmp_path, FOUR)
    learn(tmp_path, lambda before: pin(pin(before, "r", "d", WANG), "r", "e", WANG))
    learn(tmp_path, lambda before: set_capacity(before, "e", 2, WANG))
    signed = 'by = "王老师"\nat = 2026-09-20T10:30:00Z\n'
    assert (tmp_path / "judgements.toml").read_text(encoding="utf-8") == (
        "# What people decided; it counts more than any score. Format: docs/file-formats.md\n"
        f'\n[[judgement]]\ndecision = "pinned"\nreceiver = "r"\ndonor = "d"\n{signed}'
        f'\n[[judgement]]\ndecision = "released"\nreceiver = "r"\ndonor = "d"\n{signed}'
        f'\n[[judgement]]\ndecision = "pinned"\nreceiver = "r"\ndonor = "e"\n{signed}'
        f'\n[[judgement]]\ndecision = "capacity"\ndonor = "e"\ncapacity = 2\n{signed}'
    )
    assert lines(tmp_path) == []


def test_the_capacity_that_was_decided_last_counts_and_the_file_of_the_donor_stays(tmp_path: Path) -> None:
    make(tmp_path, FOUR)
    learn(tmp_path, lambda before: set_capacity(set_capacity(before, "d", 5, WANG), "d", 3, WANG))
    assert [(donor.id, donor.capacity) for donor in read_programme(tmp_path).programme.donors] == [("d", 3), ("e", 1)]
    assert (tmp_path / "donors/d.toml").read_text(encoding="utf-8") == DONOR


def test_a_school_that_joins_gets_a_file_that_says_what_it_is(tmp_path: Path) -> None:
    make(tmp_path, {})
    before = read_programme(tmp_path).programme
    files = lesson_files(tmp_path, before, add_school(before, "receiver", READING, WANG))
    assert [file.path.relative_to(tmp_path).as_posix() for file in files] == [
        "judgements.toml",
        "receivers/minningzhendisanxiaoxue.toml",
    ]
    write_all(files)
    assert files[1].path.read_text(encoding="utf-8") == (
        "# A receiving school and its needs list: one file for each school. Format: docs/file-formats.md\n\n"
        '[school]\nid = "minningzhendisanxiaoxue"\nname = "闽宁镇第三小学"\nstage = ["primary", "middle"]\n'
        'district = "闽宁镇"\n\n'
        '[[need]]\nid = "n-5c35cb09"\ntext = "怎样指导家长"\npriority = 1\npeople = 20\n'
        'modes = ["training", "shadow"]\nby = 2026-12-31\n\n'
        '[[need]]\nid = "library"\ntext = "没人借书"\n\n'
        '[[strength]]\nid = "s-0af8b255"\ntext = "剪纸"\nplaces = 3\n'
    )
    assert lines(tmp_path) == []


def test_a_donor_that_joins_goes_to_the_donors(tmp_path: Path) -> None:
    make(tmp_path, {})
    files = learn(tmp_path, lambda before: add_school(before, "donor", READING, WANG))
    text = (tmp_path / "donors/minningzhendisanxiaoxue.toml").read_text(encoding="utf-8")
    assert text.startswith("# A donor school and what it is good at")
    write_all([file.reversed() for file in reversed(files)])
    assert not files[1].path.exists() and not (tmp_path / "judgements.toml").exists()


def test_no_file_is_overwritten_by_a_school_that_joins(tmp_path: Path) -> None:
    make(tmp_path, {"receivers/new.toml": "[school\n"})
    before = read_programme(tmp_path).programme
    after = add_school(before, "receiver", replace(READING, id="new"), WANG)
    with pytest.raises(CannotWrite, match=r"receivers/new\.toml is there already, and nothing was written"):
        lesson_files(tmp_path, before, after)
    files = lesson_files(tmp_path, before, add_school(before, "receiver", replace(READING, id="newer"), WANG))
    (tmp_path / "receivers/newer.toml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(ChangedOnDisk):
        write_all(files)
    assert (tmp_path / "receivers/newer.toml").read_text(encoding="utf-8") == "# mine\n"
    assert not (tmp_path / "judgements.toml").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "No Id"}, 'school.id: "No Id" is not an id'),
        ({"name": " "}, "school.name: this text is empty"),
        ({"capacity": 5000}, "school.capacity: 5000 is out of range"),
        ({"needs": (Need(id="n", text="x" * 2001),)}, r"need\[1\].text: this text has 2001 characters"),
    ],
)
def test_a_school_that_could_not_be_read_back_is_refused(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    make(tmp_path, {})
    before = read_programme(tmp_path).programme
    after = add_school(before, "receiver", replace(READING, **{"id": "new", **changes}), WANG)
    with pytest.raises(CannotWrite, match=f"{said}.*Nothing was written"):
        lesson_files(tmp_path, before, after)


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="links")
def test_no_school_is_written_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = make(tmp_path / "p", {})
    before = read_programme(folder).programme
    (folder / "donors/d.toml").unlink()
    (folder / "donors").rmdir()
    (folder / "donors").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotWrite, match="outside the programme's folder"):
        lesson_files(folder, before, add_school(before, "donor", READING, WANG))


SIDES: tuple[Side, ...] = ("receiver", "donor")
two = st.tuples(st.sampled_from(["r", "q"]), st.sampled_from(["d", "e"]))
schools = st.builds(
    School,
    id=st.just(""),
    name=texts,
    stage=stages,
    head=st.none() | texts,
    capacity=st.integers(0, 1000),
    needs=st.lists(
        st.builds(Need, text=texts, people=st.none() | counts, modes=modes, by=st.none() | dates), max_size=2
    ).map(tuple),
    strengths=st.lists(st.builds(Strength, text=texts, places=st.none() | counts), max_size=2).map(tuple),
)
decisions = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([pin, ban, release]), two).map(lambda told: lambda p: told[0](p, *told[1], WANG)),
        st.tuples(st.sampled_from(["d", "e"]), st.integers(0, 1000)).map(
            lambda told: lambda p: set_capacity(p, *told, WANG)
        ),
        st.tuples(st.sampled_from(SIDES), schools).map(lambda told: lambda p: add_school(p, *told, WANG)),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(decisions)
def test_what_was_decided_is_read_back_and_taken_back(
    tmp_path_factory: pytest.TempPathFactory, taken: list[Learnt]
) -> None:
    folder = make(tmp_path_factory.mktemp("p"), FOUR)
    before = after = read_programme(folder).programme
    for step in taken:
        after = step(after)
    files = lesson_files(folder, before, after)
    write_all(files)
    read = read_programme(folder).programme
    assert read == after and Holds(read) == Holds(after)
    assert lesson_files(folder, read, after) == ()
    write_all([file.reversed() for file in reversed(files)])
    assert read_programme(folder).programme == before
    assert not (folder / "judgements.toml").exists()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "topics.toml": '[[topic]]\nid = "x"\nlabel = { zh = "新", en = "New" }\nbroader = ["clubz"]\nnear = ["qqqqqq"]\n'
            },
            [
                'topics.toml:4: topic[1].broader[1]: no topic has the id "clubz"; did you mean "clubs"? (note)',
                'topics.toml:5: topic[1].near[1]: no topic has the id "qqqqqq"; needsmatch topics --search WORDS finds '
                "topics (note)",
            ],
        ),
        (
            {"topics.toml": '[[topic]]\nid = "clubz"\n'},
            [
                'topics.toml:2: topic[1].id: no built-in topic has the id "clubz"; a topic of your own needs label = '
                '{ zh = "...", en = "..." } (note)'
            ],
        ),
        (
            {"topics.toml": '[[topic]]\nid = "clubs"\n[topic.wordings]\nzh = ["社團", "希望家長工作坊"]\n'},
            [
                'topics.toml:4: topic[1].wordings.zh[2]: "希望家長工作坊" stands under the topic "parent-school" too; '
                "keep it under one of the two (note)"
            ],
        ),
        (
            {"judgements.toml": '[[judgement]]\ndecision = "taught"\nwording = "x"\n'},
            ['judgements.toml:1: judgement[1].topic: this decision needs topic; write topic = "topic-id"'],
        ),
        (
            {
                "judgements.toml": '[[judgement]]\ndecision = "same"\nneed = "r/n"\nstrength = "d/s"\ntopic = "clubz"\n'
                '[[judgement]]\ndecision = "taught"\ntopic = "clubs"\n'
            },
            [
                'judgements.toml:5: judgement[1].topic: no topic has the id "clubz"; did you mean "clubs"? (note)',
                'judgements.toml:6: judgement[2].wording: this decision needs wording; write wording = "..."',
            ],
        ),
        (
            {
                "topics.toml": '[[topic]]\nid = "mine"\nlabel = { zh = "我的", en = "Mine" }\nbroader = ["clubs"]\n',
                "judgements.toml": '[[judgement]]\ndecision = "taught"\nwording = "x"\ntopic = "mine"\n',
            },
            [],
        ),
    ],
)
def test_what_leads_nowhere_or_stands_twice_is_noted(
    tmp_path: Path, files: dict[str, str | bytes], expected: list[str]
) -> None:
    assert lines(make(tmp_path, files)) == expected
