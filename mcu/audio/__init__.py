"""Sound: jitter buffers, Opus, mix-minus and the 20 ms tick that ties them."""
