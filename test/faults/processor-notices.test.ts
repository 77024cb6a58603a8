// Being written by somebody else: the processor's notices, duplicated, reordered, forged and replayed.
