"""Who carries messages out of the house; each sender in a folder of its own."""
