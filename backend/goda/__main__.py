"""`python -m goda` is `goda`."""

from goda.cli import main

main()
