"""Small dataclasses of numbers and labels → drawings as SVG."""
