"""The proxy in front of a server that returns what it received; run by infra/check."""

import asyncio
import gzip
import unittest

import proxy
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

SIGNED = "AWS4-HMAC-SHA256 Credential=test/20300101/eu-west-1/{}/aws4_request, SignedHeaders=host, Signature=0"
GET_ITEM = {"X-Amz-Target": "DynamoDB_20120810.GetItem", "Authorization": SIGNED.format("dynamodb")}
SIGN_IN = {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth", "Authorization": SIGNED.format("cognito-idp")}

# Concurrent requests.
ALL = 200

# Far longer than any of the tests takes.
LIMIT_S = 60


async def upstream(request):
    """Returns the request, compressed."""
    body = await request.read()
    received = {"method": request.method, "path": request.raw_path, "headers": dict(request.headers), "body": body.decode()}
    return web.Response(body=gzip.compress(web.json_response(received).body), headers={"Content-Encoding": "gzip"})


class ProxyTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        # Otherwise asyncio warns of callbacks that take 0.1 s, as they may on a busy machine.
        asyncio.get_running_loop().slow_callback_duration = LIMIT_S
        server = web.ServerRunner(web.Server(upstream))
        await server.setup()
        self.addAsyncCleanup(server.cleanup)
        await web.TCPSite(server, "127.0.0.1", 0).start()
        self.upstream = f"http://127.0.0.1:{server.addresses[0][1]}"
        addresses = await self.enterAsyncContext(proxy.running(self.upstream))
        self.proxy, self.control = addresses["proxy"], addresses["control"]
        session = ClientSession(
            connector=TCPConnector(limit=0), timeout=ClientTimeout(total=LIMIT_S), skip_auto_headers=["Content-Type"]
        )
        self.session = await self.enterAsyncContext(session)

    async def post(self, headers, path="/", body="{}"):
        async with self.session.post(URL(self.proxy + path, encoded=True), headers=headers, data=body) as answer:
            return answer.status, await answer.json(content_type=None)

    async def counts(self):
        async with self.session.get(f"{self.control}/counts") as answer:
            return await answer.json()

    async def break_service(self, service, fault):
        async with self.session.put(f"{self.control}/fault", json={"service": service, "fault": fault}) as answer:
            return answer.status

    async def test_signed_requests_arrive_unchanged(self):
        path = "/a%2Fb%7E//c?x=%20y&z=1+2"
        status, came = await self.post(GET_ITEM | {"X-Other": "a"}, path, '{"Key": 1}')
        self.assertEqual((status, came["method"], came["path"], came["body"]), (200, "POST", path, '{"Key": 1}'))
        self.assertEqual(came["headers"]["Host"], self.proxy.removeprefix("http://"))
        sent = {"X-Other": "a", **GET_ITEM}
        self.assertEqual({name: came["headers"].get(name) for name in sent}, sent)
        self.assertNotIn("Content-Type", came["headers"])

    async def test_requests_are_counted_by_service_and_operation(self):
        await asyncio.gather(*(self.post(GET_ITEM, body="four") for _ in range(ALL)), self.post(SIGN_IN))
        counts = await self.counts()
        self.assertEqual(set(counts), {"dynamodb.GetItem", "cognito-idp.InitiateAuth"})
        self.assertEqual((counts["dynamodb.GetItem"]["requests"], counts["dynamodb.GetItem"]["bytesOut"]), (ALL, 4 * ALL))
        self.assertGreater(counts["dynamodb.GetItem"]["bytesIn"], ALL)
        await self.session.delete(f"{self.control}/counts")
        self.assertEqual(await self.counts(), {})

    async def test_operations_are_recognized_in_every_protocol(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for headers, method, target, body, named in (
            (GET_ITEM, "POST", "/", b"", ("dynamodb", "GetItem")),
            ({"X-Amz-Target": "DynamoDB_20120810.Query"}, "POST", "/", b"", ("dynamodb", "Query")),
            ({"Authorization": SIGNED.format("lambda")}, "POST", "/2015-03-31/functions/a/invocations", b"", ("lambda", "Invoke")),
            ({"Authorization": SIGNED.format("s3")}, "GET", "/b/k?x-id=GetObject", b"", ("s3", "GetObject")),
            ({"Authorization": SIGNED.format("s3")}, "GET", "/b/k", b"", ("s3", "GetObject")),
            ({"Authorization": SIGNED.format("s3")}, "GET", "/b?list-type=2", b"", ("s3", "ListObjects")),
            ({"Authorization": SIGNED.format("sts")} | form, "POST", "/", b"Action=AssumeRole&X=1", ("sts", "AssumeRole")),
            ({}, "GET", "/x", b"", ("unsigned", "GET /x")),
        ):
            self.assertEqual(proxy.operation_of(method, target, headers, body), named)

    async def test_an_error_affects_only_its_service(self):
        for fault, status, kind in (("error", 500, "InternalServerError"), ("throttle", 400, "ProvisionedThroughputExceededException")):
            self.assertEqual(await self.break_service("dynamodb", fault), 204)
            answered, body = await self.post(GET_ITEM)
            self.assertEqual((answered, body["__type"].partition("#")[2]), (status, kind))
            self.assertEqual((await self.post(SIGN_IN))[0], 200)
        await self.session.delete(f"{self.control}/fault")
        self.assertEqual((await self.post(GET_ITEM))[0], 200)

    async def test_a_refused_connection_is_closed_without_an_answer(self):
        await self.break_service("dynamodb", "refuse")
        with self.assertRaises(ClientError):
            await self.post(GET_ITEM)

    async def test_hanging_requests_get_no_answer_until_the_fault_ends(self):
        await self.break_service("dynamodb", "hang")
        hanging = asyncio.gather(*(self.post(GET_ITEM) for _ in range(ALL)), return_exceptions=True)
        async with asyncio.timeout(LIMIT_S):
            while (await self.counts()).get("dynamodb.GetItem", {}).get("requests", 0) < ALL:
                await asyncio.sleep(0.01)
        self.assertEqual((await self.post(SIGN_IN))[0], 200)
        self.assertFalse(hanging.done())
        await self.session.delete(f"{self.control}/fault")
        self.assertTrue(all(isinstance(one, ClientError) for one in await hanging))
        self.assertEqual((await self.post(GET_ITEM))[0], 200)

    async def test_an_unknown_fault_is_refused(self):
        self.assertEqual(await self.break_service("dynamodb", "slow"), 400)
        self.assertEqual(await self.break_service(7, "hang"), 400)
        self.assertEqual((await self.post(GET_ITEM))[0], 200)


if __name__ == "__main__":
    unittest.main()
