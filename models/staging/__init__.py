"""Staging: a product put where an advertisement will show it, on a set or on a plain ground.

requests      what is asked of a stager, and what it answers
placements    the sizes that advertisements have, and where product and words go in them
placing       the product cut free, scaled once, and put into a placement
postures      what lies, hangs or stands, and on what foot
scenes        the rendered sets: read, chosen for a product, cut to a placement
grounds       plain grounds in colours that suit the product
shadows       contact and cast shadows, reflection
compositing   all of it put together, and the product's own pixels checked
buttons       the button of a creative, told from its ground
message       headline, price, button, legal line and logo over a creative
records       what a creative was asked for, as JSON, and back from a stranger's file
parallax      a creative that moves
buckets       which placements one generated picture serves
"""
