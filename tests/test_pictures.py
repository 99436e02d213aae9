"""The pictures of the READMEs: there, small, safe to show, and of the app as it is now."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from needsmatch.display import cells

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import pictures  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
READMES = {"en": ROOT / "README.md", "zh_CN": ROOT / "README.zh-CN.md"}
FILES = sorted(pictures.PICTURES.glob("*.svg"))


def texts(svg: str) -> list[str]:
    return [entry.text or "" for entry in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", READMES)
def test_a_readme_shows_the_pictures_of_its_language_and_says_what_is_on_them(language: str) -> None:
    shown = re.findall(r"!\[([^]]*)\]\(docs/pictures/([^)]*)\)", READMES[language].read_text(encoding="utf-8"))
    assert {file for _alt, file in shown} == {picture.file for picture in pictures.ALL if picture.language == language}
    assert all(alt for alt, _file in shown)


def test_every_picture_is_there_and_no_old_one() -> None:
    assert {file.name for file in FILES} == {picture.file for picture in pictures.ALL}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_picture_is_small_and_asks_nothing_of_the_network(file: Path) -> None:
    svg = file.read_text(encoding="utf-8")
    assert len(svg.encode()) < 100_000
    assert set(re.findall(r"\w+://[^\"'\s)]*", svg)) == {"http://www.w3.org/2000/svg"}
    assert "@" not in svg and not re.search(r"url\((?!#)|href|script", svg)
    assert "/tmp" not in svg


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_character_stands_in_its_cell(file: Path) -> None:
    drawn = [entry for entry in ElementTree.parse(file).iter(f"{SVG}text") if "-title" not in entry.get("class", "")]
    assert len(drawn) > 50
    for entry in drawn:
        text = entry.text or ""
        places = [float(place) / 12.2 for place in entry.attrib["x"].split()]
        assert len(places) == len(text)
        assert places[0] == pytest.approx(round(places[0]), abs=0.01)
        for sign, place, following in zip(text, places, places[1:], strict=False):
            assert following - place == pytest.approx(cells(sign), abs=0.02), text


@pytest.mark.parametrize("file", ["matching-en.svg", "problems-zh_CN.svg"])
async def test_a_picture_shows_the_app_as_it_is_now(tmp_path: Path, file: str) -> None:
    picture = next(entry for entry in pictures.ALL if entry.file == file)
    now = texts(await pictures.taken(picture, tmp_path))
    assert now == texts((pictures.PICTURES / file).read_text(encoding="utf-8")), "run: python tools/pictures.py"
