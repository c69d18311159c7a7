"""The payment sandbox as a merchant meets it: a real process, real HTTP, a real receiver of its news."""
