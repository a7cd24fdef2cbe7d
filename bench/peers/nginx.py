"""nginx, of Debian: a plain server of files, and one with an export of ours and the configuration that we ship."""

import getpass
import re
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import Template

from bench.peers.base import Peer, program
from bench.processes import free_port, running, wait_for
from bench.requests import Document
from igmgraph.export.pipeline import export

__all__ = ["export_and_nginx", "nginx"]

_SITE = Path(__file__).parents[2] / "docs" / "nginx" / "igmgraph.conf"
#: What Debian's package sets, on loopback and without a log.
_MAIN = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
daemon off;
user $user;
pid $folder/pid;
error_log $folder/error.log;
worker_processes auto;
pcre_jit on;
events { worker_connections 768; }
http {
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/site.conf;
}
"""
_PLAIN = "server { listen $address; root $folder/files; }"


@contextmanager
def nginx(documents: Sequence[Document], service: Peer, folder: Path) -> Iterator[Peer]:
    """Plain files that hold what the service answers for some documents."""
    for document in documents:
        asked = urllib.request.Request(service.site + document.path, headers={"Accept": document.media_type})
        file = folder / "files" / plain_path(document)[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(asked) as response:
            file.write_bytes(response.read())
    address = f"127.0.0.1:{free_port()}"
    site = Template(_PLAIN).substitute(address=address, folder=folder)
    with _serving(site, address, folder) as peer:
        yield peer


@contextmanager
def export_and_nginx(documents: Sequence[Document], store: Path, service: Peer, folder: Path) -> Iterator[Peer]:
    """Files of an export of some documents, with the service behind."""
    static, address = folder / "static", f"127.0.0.1:{free_port()}"
    export(store, static, lambda *_: None, sorted({document.path for document in documents}))
    values = {"IGM_LISTEN": address, "IGM_STATIC": str(static), "IGM_UPSTREAM": service.site.removeprefix("http://")}
    site = Template(_SITE.read_text("utf-8")).safe_substitute(values)
    with _serving(site, address, folder) as peer:
        yield peer


def plain_path(document: Document) -> str:
    """Where the plain server has the bytes of a document."""
    return f"{document.path}.{document.name.lower()}"


@contextmanager
def _serving(site: str, address: str, folder: Path) -> Iterator[Peer]:
    server = program("/usr/sbin/nginx", "nginx-light of Debian")
    (folder / "site.conf").write_text(site, "utf-8")
    main = Template(_MAIN).substitute(folder=folder, user=getpass.getuser())
    (folder / "nginx.conf").write_text(main, "utf-8")
    with running([server, "-c", str(folder / "nginx.conf")], folder / "serve.log") as process:
        wait_for(f"http://{address}/", process)
        told = subprocess.run([server, "-v"], check=True, capture_output=True, text=True).stderr
        version = re.search(r"nginx/(\S+)", told)
        yield Peer("", version[1] if version else "", process.pid, f"http://{address}")
