"""History → how each ranker would have done, each day on what was known that morning."""
