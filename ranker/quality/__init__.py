"""A data folder as it was read → how good it is: figures, and one page of HTML."""
