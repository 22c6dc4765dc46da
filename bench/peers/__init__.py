"""A Scene → the same picture and film by other renderers: what the figures are held against."""
