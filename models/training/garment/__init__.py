"""How the garment GAN is trained: its material, the shape coder, the pattern coder, the painter."""
