"""A family's application for the card, from the first page to the day it is decided: what it says, whom it is about, where it stands."""
