"""Audiences: from shopping histories to segments with a taste.  May import `models`, never `ui`."""
