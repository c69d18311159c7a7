"""A mall as an icon where there is no logo: its first letter on its color."""

from html import escape

from linli.modules.malls import Mall
from linli.web.shared.mall_colors import light_tokens

# For Apple's home screen, for Android's, and for its splash.
ICON_SIZES = (180, 192, 512)


def letter_svg(letter: str, mall: Mall) -> str:
    """A square with rounded corners; the letter is text, so every script has it."""
    tokens = light_tokens(mall.color, mall.ground)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{tokens["persimmon"]}"/>'
        '<text x="32" y="33" text-anchor="middle" dominant-baseline="central" font-family="sans-serif"'
        f' font-weight="700" font-size="36" fill="{tokens["on-persimmon"]}">{escape(letter)}</text></svg>'
    )
