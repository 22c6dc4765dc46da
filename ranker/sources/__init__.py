"""Facts of a day → which of their sources can be trusted, and the facts without the others."""
