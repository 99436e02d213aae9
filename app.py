"""Front door of a checkout: `python app.py [PROGRAMME]` is `needsmatch [PROGRAMME]`."""

from needsmatch.__main__ import main

if __name__ == "__main__":
    main()
