"""What the state's registers say about a family: asking, checking the answers, keeping the marks that the law looks at (R-60 to R-65)."""
