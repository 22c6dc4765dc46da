"""Tables as known on a day → look-back numbers that nothing later can change."""
