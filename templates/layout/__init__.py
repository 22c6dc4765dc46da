"""A tree and the sizes of its texts → boxes in pixels, mirrored for right-to-left."""
