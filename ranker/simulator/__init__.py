"""Dials and a seed → a world, a closed loop of policies over its days, and an oracle."""
