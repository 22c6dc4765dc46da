"""Trees × grouped features → the score of every arm of a market, exactly."""
