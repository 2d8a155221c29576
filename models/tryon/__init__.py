"""Garments on bodies: cut from their pictures, wrapped in the rest pose, relaxed as cloth, drawn in the body's light.

cut.py          a flat picture becomes two panels of triangles with landmarks, seams and openings
wrap.py         the panels are wrapped round the body as it rests, in metres, and follow it to its pose
cloth.py        the cloth gives way: it keeps its lengths, hangs, and stays outside of the body
raster.py       triangles to pixels
light.py        the light of a body's picture, put on the cloth; contact shadows
drawing.py      all of it as a picture at the body's size, sharp
body.py         what a body is: a mesh at rest and as it stands, a camera, a picture
slots.py        what is worn where, and over what
"""
