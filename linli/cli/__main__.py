"""`python -m linli.cli`."""

from linli.cli import main

main()
