"""A proxy between the deployed functions and the emulator: it counts requests and can make a service fail.

It prints the addresses of the proxy and of its control API as one line of JSON, and runs until it is stopped.

  GET /counts      {"dynamodb.GetItem": {"requests": 12, "bytesOut": 3100, "bytesIn": 2200}, ...}
  DELETE /counts   resets the counts
  PUT /fault       {"service": "dynamodb", "fault": "hang" | "refuse" | "error" | "throttle"}
  DELETE /fault    ends all faults
"""

import argparse
import asyncio
import contextlib
import json
import re
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

# Headers that belong to one connection, and those that the HTTP library sets.
OWN = {"connection", "keep-alive", "transfer-encoding", "content-length"}

# Headers that the HTTP library must not add: the signature of a request may cover them.
UNTOUCHED = ["User-Agent", "Accept", "Accept-Encoding", "Content-Type"]

# MiniStack closes idle connections after 75 s; closed here earlier, none breaks during a request.
KEEP_S = 15

# Answers of a failing service: HTTP status and type of the error.
ERRORS = {"error": (500, "InternalServerError"), "throttle": (400, "ProvisionedThroughputExceededException")}
FAULTS = {"hang", "refuse", *ERRORS}

# Operations that are recognized by method and path.
PATHS = [
    ("lambda", "POST", r"/2015-03-31/functions/[^/]+/invocations", "Invoke"),
    ("s3", "GET", r"/[^/]+/?", "ListObjects"),
    ("s3", "GET", r"/[^/]+/.+", "GetObject"),
    ("s3", "PUT", r"/[^/]+/.+", "PutObject"),
    ("s3", "DELETE", r"/[^/]+/.+", "DeleteObject"),
]


def operation_of(method, target, headers, body):
    """Returns the service and the operation of a request."""
    scope = re.search(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request", headers.get("Authorization", ""))
    prefix, _, operation = headers.get("X-Amz-Target", "").rpartition(".")
    service = scope[1] if scope else prefix.split("_")[0].lower() or "unsigned"
    if operation:
        return service, operation
    url = urlsplit(target)
    asked = parse_qs(url.query)
    if headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        asked |= parse_qs(body.decode(errors="replace"))
    for name in ("Action", "x-id"):
        if name in asked:
            return service, asked[name][0]
    for of, verb, path, operation in PATHS:
        if (of, verb) == (service, method) and re.fullmatch(path, url.path):
            return service, operation
    return service, f"{method} {url.path}"


class Proxy:
    """The counts and the faults."""

    def __init__(self, upstream):
        self.upstream, self.session = upstream, None
        self.counts, self.faults, self.healed = {}, {}, asyncio.Event()

    async def pass_on(self, request):
        """Returns the answer of the emulator, or the fault that is set for the service."""
        body = await request.content.read()
        service, operation = operation_of(request.method, request.raw_path, request.headers, body)
        count = self.counts.setdefault(f"{service}.{operation}", {"requests": 0, "bytesOut": 0, "bytesIn": 0})
        count["requests"] += 1
        count["bytesOut"] += len(body)
        fault = self.faults.get(service)
        if fault in ERRORS:
            status, kind = ERRORS[fault]
            answer = {"__type": f"com.amazonaws.{service}#{kind}", "message": "made by the proxy"}
            return web.json_response(answer, status=status, content_type="application/x-amz-json-1.0")
        if fault == "hang":
            await self.healed.wait()
        if fault:
            request.transport.abort()
            return web.Response()
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in OWN]
        url = URL(self.upstream + request.raw_path, encoded=True)
        async with self.session.request(
            request.method, url, headers=headers, data=body or None, skip_auto_headers=UNTOUCHED, allow_redirects=False
        ) as answer:
            got = await answer.read()
            count["bytesIn"] += len(got)
            back = [(name, value) for name, value in answer.headers.items() if name.lower() not in OWN]
            return web.Response(status=answer.status, headers=back, body=got)

    async def get_counts(self, _request):
        """Returns the counts."""
        return web.json_response(self.counts)

    async def reset_counts(self, _request):
        """Resets the counts."""
        self.counts.clear()
        return web.Response(status=204)

    async def break_service(self, request):
        """Makes a service fail from now on."""
        try:
            asked = await request.json()
            service, fault = asked["service"], asked["fault"]
        except (ValueError, KeyError, TypeError):
            service = fault = None
        if not isinstance(service, str) or fault not in FAULTS:
            return web.Response(status=400, text=f'{{"service": "dynamodb", "fault": one of {sorted(FAULTS)}}}\n')
        self.faults[service] = fault
        return web.Response(status=204)

    async def heal(self, _request):
        """Ends all faults; hanging requests are closed without an answer."""
        self.faults.clear()
        self.healed.set()
        self.healed = asyncio.Event()
        return web.Response(status=204)


@contextlib.asynccontextmanager
async def running(upstream):
    """Runs a proxy and its control API on free ports; yields their addresses."""
    state, control = Proxy(upstream), web.Application()
    control.add_routes([web.get("/counts", state.get_counts), web.delete("/counts", state.reset_counts)])
    control.add_routes([web.put("/fault", state.break_service), web.delete("/fault", state.heal)])
    proxy = web.Server(state.pass_on, handler_cancellation=True, access_log=None)
    connector = TCPConnector(limit=0, keepalive_timeout=KEEP_S)
    async with contextlib.AsyncExitStack() as ends:
        session = ClientSession(connector=connector, timeout=ClientTimeout(total=None), auto_decompress=False)
        state.session = await ends.enter_async_context(session)
        addresses = {}
        for name, runner in (("proxy", web.ServerRunner(proxy)), ("control", web.AppRunner(control, access_log=None))):
            await runner.setup()
            ends.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            addresses[name] = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield addresses


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("upstream", help="the emulator, http://127.0.0.1:4566")
    async with running(parser.parse_args().upstream) as addresses:
        print(json.dumps(addresses), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
