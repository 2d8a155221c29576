"""Networks of full size with random weights, for measuring what cannot be downloaded here."""
