"""One URL for one article."""

from urllib.parse import urlsplit, urlunsplit

from courlan import clean_url


def canonical_url(url: str) -> str:
    """Without fragment and tracking parameters, scheme and host in lower case; what is not http(s) stays as it is."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # feeds do hold addresses such as http://[
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"}:
        return url.strip()
    bare = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
    return clean_url(bare) or bare
