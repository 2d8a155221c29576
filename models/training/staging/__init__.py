"""How the nets of staging learn."""
