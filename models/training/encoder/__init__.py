"""How the compact CLIP is trained: what is said about a garment, and what is shown of it."""
