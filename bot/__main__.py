"""``python -m bot`` is ``chronik``."""

from bot.cli import main

if __name__ == "__main__":
    main()
