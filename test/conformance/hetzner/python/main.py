"""Drives the simulated Hetzner with the vendor's own Python client."""

from hcloud import APIException
from hcloud.actions.domain import ActionFailedException
from hcloud.server_types import ServerType
from hcloud.servers.domain import ServerCreatePublicNetwork

import side_resources  # noqa: F401  registers its checks
from harness import check, control, expect, expect_code, fault, main, requests_of, until
from orders import ordered, running

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me"


@check("creates with labels, user data, key and network choice, and waits for the actions")
def creates(client):
    key = client.ssh_keys.create(name="mine", public_key=KEY)
    created = ordered(
        client,
        labels={"pool": "a"},
        user_data="#cloud-config\n",
        ssh_keys=[key],
        public_net=ServerCreatePublicNetwork(enable_ipv4=True, enable_ipv6=False),
    )
    expect(created.root_password is None, "a root password in spite of the key")
    expect(created.server.status == "initializing", created.server.status)
    for action in [created.action, *created.next_actions]:
        action.wait_until_finished()
    server = client.servers.get_by_id(created.server.id)
    expect(server.status == "running", server.status)
    expect(server.labels == {"pool": "a"}, server.labels)
    expect(server.public_net.ipv4.ip and server.public_net.ipv6 is None, "wrong addresses")
    expect(server.location.name == "fsn1" and server.server_type.name == "cx23", "wrong place or type")
    seen = control("GET", "/state")["hetzner"]["servers"][0]["userDataBytes"]
    expect(seen == len("#cloud-config\n"), f"{seen} bytes of user data")
    return server.public_net.ipv4.ip


@check("gets a root password when no key is given")
def root_password(client):
    return len(ordered(client).root_password)


@check("keeps a server off that is not to be started")
def stays_off(client):
    created = ordered(client, start_after_create=False)
    expect(created.next_actions == [], "a start action")
    created.action.wait_until_finished()
    return until(lambda: client.servers.get_by_id(created.server.id).status == "off")


@check("finds a server by name and none by another name")
def by_name(client):
    server = ordered(client).server
    expect(client.servers.get_by_name("one").id == server.id, "another id")
    expect(client.servers.get_by_name("on") is None, "found by a part of its name")
    return server.id


@check("lists more than fifty servers page by page, each once")
def pages(client):
    made = {ordered(client, f"server-{index}").server.id for index in range(55)}
    listed = [server.id for server in client.servers.get_all()]
    expect(len(listed) == 55 and set(listed) == made, f"{len(listed)} listed")
    page = client.servers.get_list(per_page=20, page=3)
    expect(len(page.servers) == 15 and page.meta.pagination.total_entries == 55, "wrong third page")
    expect(page.meta.pagination.next_page is None and page.meta.pagination.previous_page == 2, "wrong neighbours")
    return len(listed)


@check("selects by every form of label selector")
def selects(client):
    ordered(client, "a", labels={"pool": "a", "example.com/role": "db"})
    ordered(client, "b", labels={"pool": "b"})
    ordered(client, "c")
    selectors = {
        "pool": "ab",
        "!pool": "c",
        "pool=a": "a",
        "pool==a": "a",
        "pool!=a": "bc",
        "pool in (a,b)": "ab",
        "pool notin (a,b)": "c",
        "pool,!example.com/role": "b",
        "pool in (a,b),pool!=b": "a",
        "example.com/role=db": "a",
    }
    for selector, names in selectors.items():
        found = "".join(server.name for server in client.servers.get_all(label_selector=selector))
        expect(found == names, f"{selector} found {found}, not {names}")
    return len(selectors)


@check("is refused with a selector that cannot be read")
def bad_selector(client):
    return expect_code("invalid_input", lambda: client.servers.get_all(label_selector="a in ("))


@check("filters by status")
def by_status(client):
    running(client)
    ordered(client, "two", start_after_create=False).action.wait_until_finished()
    until(lambda: [server.name for server in client.servers.get_all(status=["off"])] == ["two"])
    expect([server.name for server in client.servers.get_all(status=["running"])] == ["one"], "not the running one")
    return len(client.servers.get_all(status=["off", "running"]))


@check("switches power off and on, resets, reboots and shuts down")
def power(client):
    server = running(client)
    steps = [
        (server.power_off, "off"),
        (server.power_on, "running"),
        (server.reset, "running"),
        (server.reboot, "running"),
        (server.shutdown, "off"),
    ]
    for step, status in steps:
        step().wait_until_finished()
        until(lambda: client.servers.get_by_id(server.id).status == status)
    return [action.command for action in client.servers.get_actions(server)]


@check("renames and relabels")
def updates(client):
    server = running(client).update(name="other", labels={"a": "b"})
    expect(server.name == "other" and server.labels == {"a": "b"}, "not changed")
    return server.name


@check("reads actions by id, alone and together, and lists those of a server")
def actions(client):
    created = ordered(client)
    ids = [created.action.id, *[action.id for action in created.next_actions]]
    expect(client.actions.get_by_id(ids[0]).command == "create_server", "another command")
    listed = [action.id for action in client.servers.get_actions(created.server)]
    expect(listed == ids, f"{listed}")
    return listed


@check("is refused when it lists actions without ids")
def all_actions(client):
    return expect_code("deprecated_api_endpoint", lambda: client._client.request(method="GET", url="/actions"))


@check("deletes and waits until the server is gone with its addresses")
def deletes(client):
    server = running(client)
    action = client.servers.delete(server)
    expect(action.command == "delete_server", action.command)
    until(lambda: client.servers.get_by_name("one") is None)
    expect(client.primary_ips.get_all() == [], "addresses are left")
    return expect_code("not_found", lambda: client.servers.get_by_id(server.id))


@check("is told that an absent server is not found")
def delete_absent(client):
    from hcloud.servers import Server

    return expect_code("not_found", lambda: client.servers.delete(Server(id=1)))


@check("is refused a name that is taken")
def uniqueness(client):
    ordered(client)
    return expect_code("uniqueness_error", lambda: ordered(client))


@check("is told the field of invalid input")
def invalid(client):
    try:
        ordered(client, server_type=ServerType(name="cx99"))
    except APIException as refusal:
        expect(refusal.code == "invalid_input", refusal.code)
        expect(refusal.details["fields"][0]["name"] == "server_type", refusal.details)
        return refusal.message
    raise AssertionError("not refused")


@check("is refused with a revoked token")
def unauthorized(_):
    from harness import client as client_with

    return expect_code("unauthorized", lambda: client_with("revoked").servers.get_all())


@check("is told that nothing is in stock")
def stock(client):
    control("PUT", "/stock", {"provider": "hetzner", "type": "cx23", "location": "fsn1", "left": 0})
    return expect_code("resource_unavailable", lambda: ordered(client))


CODES = [
    (400, "json_error"),
    (403, "forbidden"),
    (403, "maintenance"),
    (403, "token_readonly"),
    (409, "uniqueness_error"),
    (410, "deprecated_api_endpoint"),
    (412, "primary_ip_version_mismatch"),
    (412, "resource_unavailable"),
    (422, "invalid_input"),
    (422, "placement_error"),
    (422, "service_error"),
    (422, "unsupported_error"),
    (423, "locked"),
    (423, "protected"),
    (500, "server_error"),
    (503, "unavailable"),
]


@check("reads every error code of the reference")
def codes(client):
    for status, code in CODES:
        fault({"kind": "error-before", "status": status, "code": code}, operation="create-server", count=1)
        expect_code(code, lambda: ordered(client))
    expect(len(requests_of("create-server")) == len(CODES), "something was tried again")
    return len(CODES)


@check("tries again by itself after 429, 409, 502 and 504")
def retries(client):
    for effect in [
        {"kind": "rate-limit"},
        {"kind": "error-before", "status": 409, "code": "conflict"},
        {"kind": "error-before", "status": 502, "html": True},
        {"kind": "error-before", "status": 504, "code": "timeout"},
    ]:
        fault(effect, operation="list-locations", count=1)
        expect(len(client.locations.get_all()) == 6, "no locations")
    return len(requests_of("list-locations"))


@check("fails with the error of the action when a server was accepted and cannot be placed")
def action_fails(client):
    fault({"kind": "action-fails", "code": "resource_unavailable"}, count=1)
    created = ordered(client)
    try:
        created.action.wait_until_finished()
    except ActionFailedException as failure:
        expect(failure.action.error["code"] == "resource_unavailable", failure.action.error)
        left = client.servers.get_by_name("one")
        expect(left is not None and left.status == "off", "the server is not left behind")
        return str(failure)
    raise AssertionError("the action did not fail")


@check("reads types, locations, images and prices")
def catalogue(client):
    kind = client.server_types.get_by_name("cx23")
    expect(kind.cores == 2 and kind.architecture == "x86", "another type")
    expect([place.location.name for place in kind.locations] == ["fsn1", "nbg1", "hel1"], "other places")
    expect(client.locations.get_by_name("fsn1").network_zone == "eu-central", "another zone")
    image = client.images.get_by_name_and_architecture("ubuntu-24.04", "arm")
    expect(image.architecture == "arm", "another architecture")
    return client._client.request(method="GET", url="/pricing")["pricing"]["currency"]


@check("makes, finds, changes and deletes SSH keys")
def ssh_keys(client):
    key = client.ssh_keys.create(name="mine", public_key=KEY, labels={"a": "b"})
    expect(client.ssh_keys.get_by_fingerprint(key.fingerprint).id == key.id, "not by fingerprint")
    expect(client.ssh_keys.get_by_name("mine").labels == {"a": "b"}, "not by name")
    expect(key.update(name="yours").name == "yours", "not renamed")
    expect_code("uniqueness_error", lambda: client.ssh_keys.create(name="other", public_key=KEY))
    expect(key.delete() is True, "not deleted")
    return len(client.ssh_keys.get_all())


if __name__ == "__main__":
    main()
