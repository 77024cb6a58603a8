// Being written by somebody else: see test/faults/soak.ts as well.
