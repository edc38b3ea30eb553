"""Which words of a Chinese text are personal names: a model of our own over the tagger's probabilities."""
