"""What a fresh interpreter loads: nothing heavy before it is needed."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.usefixtures("known_topics")

HEAVY = (
    "textual",
    "rich",
    "numpy",
    "scipy",
    "pypinyin",
    "tomlkit",
    "filelock",
    "opencc",
    "asyncio",
    "importlib.metadata",
)


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\nloaded:' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    return set(done.stdout.rsplit("loaded:", 1)[1].split())


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import needsmatch", ()),
        ("import needsmatch.__main__", ()),
        ("from needsmatch.cli.main import main; main(['--help'])", ()),
        ("from needsmatch.cli.main import main; main(['schema', 'plan'])", ()),
        ("from needsmatch.cli.main import main; main(['check', 'profiles/harbour-uplands'])", ()),
        (
            "from needsmatch.cli.main import main; main(['match', 'profiles/harbour-uplands', '--json'])",
            ("opencc", "numpy"),
        ),
        (
            "from needsmatch.cli.main import main; main(['match', 'profiles/harbour-uplands'])",
            ("opencc", "numpy", "rich"),
        ),
    ],
    ids=["package", "door", "help", "schema", "check", "match --json", "match"],
)
def test_nothing_heavy_is_loaded(code: str, allowed: tuple[str, ...]) -> None:
    assert loaded_by(code) & set(HEAVY) <= set(allowed)


def test_the_domain_knows_no_front_end() -> None:
    rooms = "errors i18n display model.plan text.normalise topics.index matching.rank planning.propose store.plans workspace"
    code = "\n".join(f"import needsmatch.{room}" for room in rooms.split())
    assert not loaded_by(code) & {"click", "rich", "textual"}
