"""Front door of a checkout: `python app.py [PROGRAMME]` is `needsmatch [PROGRAMME]`."""

import sys

try:
    from needsmatch.__main__ import main
except ImportError as error:
    # Without the virtual environment of the README; no library is there to word this in the user's language.
    sys.exit(f"{error.name or error} is missing; first: python3 -m venv .venv && .venv/bin/pip install .")

if __name__ == "__main__":
    main()
