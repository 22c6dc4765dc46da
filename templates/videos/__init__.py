"""A clip's size, time and likeness → what a layout must know to place it."""
