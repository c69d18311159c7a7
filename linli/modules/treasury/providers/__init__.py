"""One folder for each bank."""
