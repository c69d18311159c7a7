"""The house rules as functions: a repository root goes in, a list of `path:line: message` comes out."""
