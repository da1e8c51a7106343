"""Families recorded by hand and the persons in them, sealed at rest and found through keyed hashes."""
