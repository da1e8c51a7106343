"""The synthetic people, what is true of them, and how it changes; registers and login only tell it."""
