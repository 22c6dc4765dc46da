"""Template + content + ratio + locale → Scene."""
