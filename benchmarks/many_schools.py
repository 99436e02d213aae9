"""A programme of any size, made of the samples' schools under new ids: what benchmarks of large programmes stand on."""

from pathlib import Path

import msgspec
import tomli_w

from needsmatch.model.school import School
from needsmatch.workspace import open_programme

ROOT = Path(__file__).parents[1]
SAMPLES = ("huli-minning", "huishan-haidong", "wuxi-lianyungang", "zhanjiang-liuzhou", "jiangle-hongkou")


def write_programme(folder: Path, count: int) -> None:
    """Write a programme of `count` receivers and `count` donors, given pairs for four in five."""
    readings = [open_programme(ROOT / "profiles" / name) for name in SAMPLES]
    sides = {
        "receivers": [school for reading in readings for school in reading.programme.receivers],
        "donors": [school for reading in readings for school in reading.programme.donors],
    }
    for side, schools in sides.items():
        (folder / side).mkdir(parents=True)
        for number in range(count):
            school = schools[number % len(schools)]
            file = folder / side / f"{side[0]}-{number:03}.toml"
            file.write_text(
                _text(school, f"{side[0]}-{number:03}", f"{school.name}{number // len(schools) + 1}"), encoding="utf-8"
            )
    pairs = [{"receiver": f"r-{number:03}", "donor": f"d-{number:03}"} for number in range(count * 4 // 5)]
    about = {"id": "many-schools", "name": f"{count} + {count}", "language": "zh_CN", "illustrative": True}
    settings = tomli_w.dumps({"programme": about, "pair": pairs})
    (folder / "programme.toml").write_text(settings, encoding="utf-8")


def _text(school: School, school_id: str, name: str) -> str:
    values = msgspec.to_builtins(msgspec.structs.replace(school, id=school_id, name=name, district=None))
    entries = {key: values.pop(key) for key in ("need", "strength") if key in values}
    return tomli_w.dumps({"school": values, **entries})
