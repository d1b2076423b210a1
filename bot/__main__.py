"""`python -m bot` is `renewals`."""

from bot.commands import main

if __name__ == "__main__":
    main()
