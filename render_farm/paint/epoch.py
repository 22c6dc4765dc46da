"""The painter's own version, part of every asset key."""

# Raised whenever the same Scene would be painted to other pixels (when goldens change).
PAINT_EPOCH = 2
