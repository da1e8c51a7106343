"""The families' door: phones take up cards, renew them and list each other, by proof of possession of their keys."""
