"""What every part stands on: clock, ids, personal codes, names, errors, translations. No I/O, no framework."""
