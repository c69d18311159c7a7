"""The way to a store: on a map service that knows this country, and in the phone's own maps app."""

from urllib.parse import quote, urlencode


def way_url(lat: float, lon: float, name: str, country: str) -> str:
    """A page with the way there on foot; positions are WGS 84, which Amap is told."""
    if country == "CN":
        to = {"to": f"{lon:.6f},{lat:.6f},{name}", "mode": "walk", "coordinate": "wgs84", "src": "linli"}
        return f"https://uri.amap.com/navigation?{urlencode(to)}"
    return f"https://www.openstreetmap.org/directions?{urlencode({'to': f'{lat:.6f},{lon:.6f}'})}"


def geo_url(lat: float, lon: float, name: str) -> str:
    """A `geo:` address (RFC 5870), with the name that most apps show at the pin."""
    return f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}({quote(name, safe='')})"
