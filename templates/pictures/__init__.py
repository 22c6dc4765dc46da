"""A picture's bytes → an upright RGB picture, and the facts a layout needs to know of it."""
