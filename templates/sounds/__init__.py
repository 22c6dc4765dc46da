"""A sound's loudness over time → the heights of the bars that picture it."""
