"""Brings the saved objects into a Kibana."""

import base64
import json
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

from quotewire.errors import ConfigurationError, IndexUnavailable
from quotewire.settings import ElasticsearchSettings, read_secret

_TIMEOUT = 60


def import_objects(url: str, file: Path, access: ElasticsearchSettings) -> int:
    """Import with overwrite, so that it may be done again; returns how many objects Kibana took.

    Kibana takes the credentials of Elasticsearch. Raises ``IndexUnavailable`` when it does not answer.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}; name it with --kibana-objects") from error
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
    request = urllib.request.Request(  # noqa: S310 - an administrator's own address
        f"{url.rstrip('/')}/api/saved_objects/_import?overwrite=true",
        data=head.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
        headers={
            "kbn-xsrf": "quotewire",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            **_login(access),
        },
    )
    return _send(request, url)


def _send(request: urllib.request.Request, url: str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        raise ConfigurationError(f"Kibana at {url} refused the import: {error.read().decode()[:500]}") from error
    except OSError as error:
        raise IndexUnavailable(f"Kibana at {url}: no answer ({error})") from error
    if not told["success"]:
        raise ConfigurationError(f"Kibana at {url} took {told['successCount']} objects; it says: {told.get('errors')}")
    return int(told["successCount"])


def _login(access: ElasticsearchSettings) -> dict[str, str]:
    key = read_secret(access.api_key, access.api_key_file)
    password = read_secret(access.password, access.password_file)
    if key:
        return {"Authorization": f"ApiKey {key}"}
    if access.user and password:
        return {"Authorization": "Basic " + base64.b64encode(f"{access.user}:{password}".encode()).decode()}
    return {}
