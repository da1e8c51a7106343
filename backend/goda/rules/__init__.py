"""The door through which everyone reads the rules: the page `/rules` and the command that writes `docs/rules.md`."""
