"""A seed → an invented market: artists, artwork and sixty days of advertising, as data files."""
