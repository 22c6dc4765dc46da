"""A seed → cover art: families of generative pictures with a clear subject, and no lettering."""
