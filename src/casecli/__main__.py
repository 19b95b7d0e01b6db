"""``python -m casecli`` is the command ``casepaper``."""

from casecli.main import main

if __name__ == "__main__":
    main()
