"""What the three faces share: layout, components, words, pictures and static files. Server-free."""
