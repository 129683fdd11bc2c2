"""Pictures: slots, layout, canvas, name plates, renditions and the tick that ties them."""
