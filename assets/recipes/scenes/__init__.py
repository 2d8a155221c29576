"""Sets to stage products on: surfaces, plants, props, light, and the scenes made of them. Needs Blender (bpy)."""
