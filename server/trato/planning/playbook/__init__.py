"""Steps of the sales process as tasks: made as stages begin, ticked off by what happened, kept once left."""
