"""Files of a customer → checked, typed tables, with every bad row set aside and explained."""
