"""A proxy between the deployed functions and the emulator, which counts requests and can break a service.

It prints the addresses of the proxy and of its control as one line of JSON, and runs until it is ended.

  GET /counts      {"dynamodb.GetItem": {"requests": 12, "bytesOut": 3100, "bytesIn": 2200}, ...}
  DELETE /counts   begins anew
  PUT /fault       {"service": "dynamodb", "fault": "hang" | "refuse" | "error" | "throttle"}
  DELETE /fault    heals all
"""

import argparse
import asyncio
import contextlib
import json
import re
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

# Headers of one connection, and those that the HTTP library sets by itself.
OWN = {"connection", "keep-alive", "transfer-encoding", "content-length"}

# What is never added: the request goes on as it came, or its signature would no longer hold.
UNTOUCHED = ["User-Agent", "Accept", "Accept-Encoding", "Content-Type"]

# MiniStack keeps idle connections for 75 s: ended here before, none breaks under a request.
KEEP_S = 15

# Answers that stand for a broken service: status, and the type of the error.
ERRORS = {"error": (500, "InternalServerError"), "throttle": (400, "ProvisionedThroughputExceededException")}
FAULTS = {"hang", "refuse", *ERRORS}

# Operations that only method and path tell.
PATHS = [
    ("lambda", "POST", r"/2015-03-31/functions/[^/]+/invocations", "Invoke"),
    ("s3", "GET", r"/[^/]+/?", "ListObjects"),
    ("s3", "GET", r"/[^/]+/.+", "GetObject"),
    ("s3", "PUT", r"/[^/]+/.+", "PutObject"),
    ("s3", "DELETE", r"/[^/]+/.+", "DeleteObject"),
]


def named(method, target, headers, body):
    """The service and the operation of a request."""
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


class Tap:
    """What was counted, and what is broken."""

    def __init__(self, upstream):
        self.upstream, self.session = upstream, None
        self.counts, self.faults, self.healed = {}, {}, asyncio.Event()

    async def pass_on(self, request):
        """The answer of the emulator, or of the fault that its service has."""
        body = await request.content.read()
        service, operation = named(request.method, request.raw_path, request.headers, body)
        count = self.counts.setdefault(f"{service}.{operation}", {"requests": 0, "bytesOut": 0, "bytesIn": 0})
        count["requests"] += 1
        count["bytesOut"] += len(body)
        fault = self.faults.get(service)
        if fault in ERRORS:
            status, kind = ERRORS[fault]
            answer = {"__type": f"com.amazonaws.{service}#{kind}", "message": "made by the tap"}
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

    async def tell(self, _request):
        """The counts."""
        return web.json_response(self.counts)

    async def forget(self, _request):
        """No counts."""
        self.counts.clear()
        return web.Response(status=204)

    async def break_service(self, request):
        """A fault from now on."""
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
        """No faults; what hangs is let go, without an answer."""
        self.faults.clear()
        self.healed.set()
        self.healed = asyncio.Event()
        return web.Response(status=204)


@contextlib.asynccontextmanager
async def running(upstream):
    """The addresses of a tap's proxy and of its control, on ports that are free."""
    tap, control = Tap(upstream), web.Application()
    control.add_routes([web.get("/counts", tap.tell), web.delete("/counts", tap.forget)])
    control.add_routes([web.put("/fault", tap.break_service), web.delete("/fault", tap.heal)])
    proxy = web.Server(tap.pass_on, handler_cancellation=True, access_log=None)
    connector = TCPConnector(limit=0, keepalive_timeout=KEEP_S)
    async with contextlib.AsyncExitStack() as ends:
        session = ClientSession(connector=connector, timeout=ClientTimeout(total=None), auto_decompress=False)
        tap.session = await ends.enter_async_context(session)
        addresses = {}
        for name, runner in (("tap", web.ServerRunner(proxy)), ("control", web.AppRunner(control, access_log=None))):
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
