"""One folder for each platform; nothing outside a folder knows its platform's words."""
