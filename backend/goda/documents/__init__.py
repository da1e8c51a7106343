"""What families and clerks bring on paper: kept sealed, given out as a file to keep, never shown by our own pages (R-68)."""
