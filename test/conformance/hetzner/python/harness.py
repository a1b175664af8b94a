"""Runs checks one after the other against a simulation that is emptied before each, and prints one JSON line for each."""

import json
import os
import time
import urllib.request

from hcloud import APIException, Client

CHECKS = []


def check(name):
    """Registers a function as the check of this name; what it returns is shown as the detail."""

    def register(function):
        CHECKS.append((name, function))
        return function

    return register


def control(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["CONTROL_ENDPOINT"] + path, data=data, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def fault(effect, **rule):
    control("POST", "/faults", {"provider": "hetzner", "effect": effect, **rule})


def client(token="conformance"):
    return Client(token=token, api_endpoint=os.environ["HETZNER_ENDPOINT"], poll_interval=0.02, timeout=20)


def requests_of(operation):
    return control("GET", f"/requests?provider=hetzner&operation={operation}")["requests"]


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_code(code, act):
    """The act has to be refused with this error code and a correlation id."""
    try:
        act()
    except APIException as refusal:
        expect(refusal.code == code, f"refused with {refusal.code}, not {code}")
        expect(refusal.correlation_id, "no correlation id")
        return f"{refusal.code}: {refusal.message}"
    raise AssertionError(f"not refused with {code}")


def until(probe):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("the condition did not come true within ten seconds")


def main():
    for name, function in CHECKS:
        control("POST", "/reset")
        try:
            detail, ok = str(function(client())), True
        except Exception as error:  # every failure has to become a line
            detail, ok = f"{type(error).__name__}: {error}", False
        print(json.dumps({"name": name, "ok": ok, "detail": detail}), flush=True)
