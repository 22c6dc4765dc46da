"""A seed → an invented market: artists, artwork, music, sixty days of advertising, as files."""
