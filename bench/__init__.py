"""`make bench`: speed and weight as ratios within one run, beside the figures of peers."""
