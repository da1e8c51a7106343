"""Telling a family: its own messages, and the channels that carry them outside."""
