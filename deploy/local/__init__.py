"""One machine → a farm of several Ray nodes, with store and database, restarted where it dies."""
