"""Paper and plastic that leave the fund: what waits to be printed, batches, and what became of each piece (R-17, R-18)."""
