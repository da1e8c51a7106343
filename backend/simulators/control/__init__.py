"""The strings behind the stage: tests and the demo change facts, switch faults, set the clock, and see who asked what."""
