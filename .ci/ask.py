"""Wait until the service at the given address is ready, ask it for its findings, and fail unless there are some."""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

service = sys.argv[1]
query = "SELECT (COUNT(*) AS ?n) { ?finding <https://w3id.org/igm/ontology#ofProfile> ?profile }"
for _ in range(240):
    try:
        urllib.request.urlopen(f"{service}/readyz", timeout=5).close()
        break
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.5)
url = f"{service}/sparql?{urllib.parse.urlencode({'query': query})}"
request = urllib.request.Request(url, headers={"Accept": "application/sparql-results+json"})
with urllib.request.urlopen(request, timeout=30) as answer:
    count = int(json.load(answer)["results"]["bindings"][0]["n"]["value"])
print(f"the installed service knows {count} findings")
sys.exit(count == 0)
