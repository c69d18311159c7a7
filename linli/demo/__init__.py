"""The demo: two markets, one of real listings and one of invented shops, filled through the front doors."""
