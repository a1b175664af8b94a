"""Checks of what stands beside servers: disks, networks, firewalls, groups, addresses, protection, locks and limits."""

from hcloud.firewalls.domain import FirewallResource, FirewallRule
from hcloud.locations import Location
from hcloud.networks.domain import NetworkRoute, NetworkSubnet

from harness import check, control, expect, expect_code, until
from orders import ordered, running

FSN1 = Location(name="fsn1")


def settle(*actions):
    for action in actions:
        action.wait_until_finished()


def switched_off(client, server):
    settle(server.power_off())
    return until(lambda: client.servers.get_by_id(server.id).status == "off")


@check("makes, attaches, enlarges, detaches and deletes volumes")
def volumes(client):
    server = running(client)
    made = client.volumes.create(size=10, name="data", server=server, format="xfs", labels={"a": "b"})
    settle(made.action, *made.next_actions)
    volume = client.volumes.get_by_name("data")
    expect(volume.server.id == server.id and volume.linux_device, "not attached")
    expect([one.id for one in client.servers.get_by_id(server.id).volumes] == [volume.id], "not at the server")
    expect_code("service_error", volume.delete)
    settle(volume.resize(20))
    settle(volume.detach())
    settle(volume.attach(server))
    expect_code("volume_already_attached", lambda: volume.attach(server))
    client.servers.delete(server)
    until(lambda: client.servers.get_by_name("one") is None)
    left = client.volumes.get_by_id(volume.id)
    expect(left.server is None and left.size == 20, "not left behind by its server")
    expect(left.delete() is True, "not deleted")
    return len(client.volumes.get_all())


@check("makes networks with subnets and routes, and attaches servers")
def networks(client):
    subnet = NetworkSubnet(type="cloud", ip_range="10.0.1.0/24", network_zone="eu-central")
    route = NetworkRoute(destination="10.9.0.0/16", gateway="10.0.1.9")
    network = client.networks.create(name="net", ip_range="10.0.0.0/16", subnets=[subnet], routes=[route])
    expect(network.subnets[0].gateway == "10.0.0.1", "another gateway")
    server = running(client, networks=[network])
    expect(server.private_net[0].ip == "10.0.1.1", server.private_net[0].ip)
    settle(server.detach_from_network(network))
    settle(server.attach_to_network(network, ip="10.0.1.7"))
    expect(client.servers.get_by_id(server.id).private_net[0].ip == "10.0.1.7", "another address")
    settle(network.delete_route(route))
    settle(network.add_subnet(NetworkSubnet(type="cloud", ip_range="10.0.2.0/24", network_zone="us-east")))
    expect(len(client.networks.get_by_id(network.id).subnets) == 2, "no second subnet")
    expect(network.delete() is True, "not deleted")
    return client.servers.get_by_id(server.id).private_net


@check("makes firewalls, applies them and keeps those in use")
def firewalls(client):
    rule = FirewallRule(direction="in", protocol="tcp", port="22", source_ips=["0.0.0.0/0"])
    made = client.firewalls.create(name="ssh", rules=[rule])
    settle(*made.actions)
    server = running(client, firewalls=[made.firewall])
    expect(server.public_net.firewalls[0].status == "applied", "not applied")
    expect_code("resource_in_use", made.firewall.delete)
    target = FirewallResource(type="server", server=server)
    settle(*made.firewall.remove_from_resources([target]))
    settle(*made.firewall.apply_to_resources([target]))
    settle(*made.firewall.set_rules([]))
    settle(*made.firewall.remove_from_resources([target]))
    return made.firewall.delete()


@check("makes placement groups, and finds no place for an eleventh server")
def placement_groups(client):
    group = client.placement_groups.create(name="spread", type="spread").placement_group
    for index in range(10):
        ordered(client, f"server-{index}", placement_group=group)
    refusal = expect_code("placement_error", lambda: ordered(client, "eleventh", placement_group=group))
    expect(len(client.placement_groups.get_by_name("spread").servers) == 10, "not ten servers")
    expect(group.delete() is True, "not deleted")
    return refusal


@check("makes, unassigns and assigns primary IPs of a server that is off")
def primary_ips(client):
    server = running(client)
    own = client.primary_ips.get_by_id(server.public_net.primary_ipv4.id)
    expect(own.auto_delete is True and own.assignee_id == server.id, "not the server's own")
    expect_code("must_be_unassigned", own.delete)
    expect_code("server_not_stopped", own.unassign)
    switched_off(client, server)
    settle(own.unassign())
    other = client.primary_ips.create(type="ipv4", name="other", location=FSN1, assignee_type="server").primary_ip
    expect(other.auto_delete is False, "deletes itself")
    settle(other.assign(server.id, "server"))
    expect_code("server_has_ipv4", lambda: own.assign(server.id, "server"))
    settle(other.unassign())
    expect(other.update(name="renamed", auto_delete=True).auto_delete is True, "not changed")
    expect(own.delete() and other.delete(), "not deleted")
    return [ip.type for ip in client.primary_ips.get_all()]


@check("is refused to delete what is protected")
def protection(client):
    server = running(client)
    settle(server.change_protection(delete=True, rebuild=True))
    refusal = expect_code("protected", lambda: client.servers.delete(server))
    settle(server.change_protection(delete=False, rebuild=False))
    client.servers.delete(server)
    return refusal


@check("is refused while another action runs")
def locks(client):
    server = running(client)
    control("PATCH", "/settings", {"actionDelayMs": 400})
    action = server.shutdown()
    now = client.servers.get_by_id(server.id)
    expect(now.locked is True and now.status == "stopping", f"{now.status}")
    refusal = expect_code("locked", server.power_on)
    settle(action)
    control("PATCH", "/settings", {"actionDelayMs": 0})
    return refusal


@check("is told that the account is full")
def limits(client):
    control("PATCH", "/settings", {"hetznerServerLimit": 1})
    ordered(client)
    refusal = expect_code("resource_limit_exceeded", lambda: ordered(client, "two"))
    control("PATCH", "/settings", {"hetznerServerLimit": None})
    return refusal
