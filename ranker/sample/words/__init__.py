"""Curated words of the sample: name parts, track titles and lines of copy, as CSV files."""
