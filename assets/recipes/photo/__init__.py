"""A small photographer's studio in Blender: cloth, fabrics, grounds, wares, light."""
