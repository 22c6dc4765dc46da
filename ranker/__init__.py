"""Market data → a Ranking per market, with a reason for each pick."""
