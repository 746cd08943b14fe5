"""The template and the function's source agree on names and limits."""

import json
import re
from pathlib import Path

import resolve as stack

SRC = Path(__file__).parents[2] / "src"
WEB = Path(__file__).parents[1] / "demo/web"

# Where the page may connect to, besides itself, by what is deployed.
HOSTS = {
    "page": ["https://claims-0f8b8a40-5f5a-11f0-9a3b-0a1b2c3d4e5f.auth.eu-west-1.amazoncognito.com"],
    "everything": [
        "https://people.auth.eu-west-1.amazoncognito.com",
        "https://Api.execute-api.eu-west-1.amazonaws.com",
        "https://cognito-identity.eu-west-1.amazonaws.com",
        "https://DepartmentBucket.s3.eu-west-1.amazonaws.com",
    ],
}
API = Path(__file__).parents[1] / "demo/api/src"


def faults():
    """Where they don't."""
    template = stack.source()
    resolved = stack.resolved(template)["Resources"]
    config, line = (SRC / "config.rs").read_text(), (SRC / "telemetry/line.rs").read_text()

    for name in resolved["ClaimEnrichment"]["Properties"]["Environment"]["Variables"]:
        if f'"{name}"' not in config:
            yield f"the function reads no {name}"

    api = stack.resolved(template, stack.VARIANTS["everything"])["Resources"]
    for function, program in (("Business", "business"), ("CheckUserAccess", "check_user_access")):
        names = (API / f"bin/{program}.rs").read_text() + (config if function == "CheckUserAccess" else "")
        for name in api[function]["Properties"]["Environment"]["Variables"]:
            if f'"{name}"' not in names:
                yield f"{program} reads no {name}"
    for route in (one["Properties"]["RouteKey"] for one in api.values() if one["Type"] == "AWS::ApiGatewayV2::Route"):
        if f'"{route}" =>' not in (API / "request.rs").read_text():
            yield f"the business function knows no {route}"
    for header in api["Api"]["Properties"]["CorsConfiguration"]["ExposeHeaders"]:
        if f'"{header}":' not in (API / "response.rs").read_text():
            yield f"the business function sends no {header}"

    for parameter, constant in (("LookupTimeoutMs", "LOOKUP_TIMEOUT_MS"), ("ClaimsBudgetBytes", "CLAIMS_BUDGET_BYTES")):
        low, high = re.search(rf"{constant}: RangeInclusive<u64> = (\d+)\.\.=(\d+)", config).groups()
        ours = template["Parameters"][parameter]
        if (ours["MinValue"], ours["MaxValue"]) != (int(low), int(high)):
            yield f"{parameter} goes from {ours['MinValue']} to {ours['MaxValue']}, the function's from {low} to {high}"

    rules = json.loads((SRC / "rules/built-in.json").read_text())
    read = {claim["from"].removeprefix("table.") for claim in rules["claims"] if claim.get("from", "").startswith("table.")}
    allowed = set(template["Parameters"]["TableAttributes"]["Default"].split(","))
    if read != allowed:
        yield f"the built-in rules read {sorted(read)}, TableAttributes allows {sorted(allowed)}"

    (namespace,) = re.findall(r'NAMESPACE: &str = "(\w+)"', line)
    metrics = set(re.findall(r'Metric \{ name: "(\w+)"', line))
    used = {
        alarm["Properties"]["MetricName"]
        for alarm in resolved.values()
        if alarm["Type"] == "AWS::CloudWatch::Alarm" and not alarm["Properties"]["Namespace"].startswith("AWS/")
    }
    used |= {name for space, name in on_dashboard(resolved) if not space.startswith("AWS/")}
    if used - metrics or not used:
        yield f"the function writes no metric {sorted(used - metrics)}"
    spaces = {one["Properties"]["Namespace"] for one in resolved.values() if one["Type"] == "AWS::CloudWatch::Alarm"}
    spaces |= {space for space, _ in on_dashboard(resolved)}
    if {space for space in spaces if not space.startswith("AWS/")} != {namespace}:
        yield f"the function's namespace is {namespace}, the template's are {sorted(spaces)}"

    local = json.loads((WEB / "headers.json").read_text())
    for variant, hosts in HOSTS.items():
        expected = {name: value.replace("{connect}", "".join(f" {host}" for host in hosts)) for name, value in local.items()}
        hosted = headers(stack.resolved(template, stack.VARIANTS[variant])["Resources"])
        if hosted != expected:
            yield f"{variant}: the page's headers differ from web/headers.json: {sorted(hosted.items() ^ expected.items())}"


def headers(resources):
    """The headers that the hosted page is served with."""
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


def on_dashboard(resources):
    """The namespaces and names of metrics that the dashboard shows."""
    for widget in json.loads(resources["Dashboard"]["Properties"]["DashboardBody"])["widgets"]:
        space = name = None
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], dict):
                found = re.search(r"\{(\w+),.*MetricName=\"(\w+)\"", metric[0]["expression"])
                yield found[1], found[2]
            elif metric[0] != "...":
                space = space if metric[0] == "." else metric[0]
                name = name if metric[1] == "." else metric[1]
                yield space, name
