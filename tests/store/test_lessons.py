"""What was learnt, in the files: added to, never rewritten, and taken back to the byte."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from needsmatch.errors import CannotWrite, ChangedOnDisk
from needsmatch.model.programme import About, Decision, Judgement, Programme, ProgrammeFile
from needsmatch.model.topic import Topic, Wordings, Words
from needsmatch.store.folder import read_programme
from needsmatch.store.lessons import lesson_files
from needsmatch.store.mend import Mend, write, write_all
from tests.store.test_problems import lines
from tests.store.test_problems import write as make
from tests.strategies import slugs, texts

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
