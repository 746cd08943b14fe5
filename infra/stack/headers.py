"""Compares the headers of the hosted page with those of the local server, infra/demo/web/headers.json."""

import json
from pathlib import Path

import resolve

LOCAL = Path(__file__).parents[1] / "demo/web/headers.json"

# The origins to which the page may connect besides its own, by variant of the template.
HOSTS = {
    "page": ["https://claims-0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f.auth.eu-west-1.amazoncognito.com"],
    "everything": [
        "https://users.auth.eu-west-1.amazoncognito.com",
        "https://Api.execute-api.eu-west-1.amazonaws.com",
        "https://cognito-identity.eu-west-1.amazonaws.com",
        "https://DepartmentBucket.s3.eu-west-1.amazonaws.com",
    ],
}


def faults():
    """Yields the differences."""
    local = json.loads(LOCAL.read_text())
    for variant, hosts in HOSTS.items():
        expected = {name: value.replace("{connect}", "".join(f" {host}" for host in hosts)) for name, value in local.items()}
        hosted = of_page(resolve.resolved(resolve.source(), resolve.VARIANTS[variant])["Resources"])
        if hosted != expected:
            yield f"{variant}: the page's headers differ from {LOCAL.name}: {sorted(hosted.items() ^ expected.items())}"


def of_page(resources):
    """Returns the headers of the hosted page."""
    config = resources["WebHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    hsts = security["StrictTransportSecurity"]
    subdomains = "; includeSubDomains" if hsts["IncludeSubdomains"] else ""
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff" if "ContentTypeOptions" in security else "",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Strict-Transport-Security": f"max-age={hsts['AccessControlMaxAgeSec']}{subdomains}",
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }
