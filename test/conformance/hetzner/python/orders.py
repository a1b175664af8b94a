"""Orders that checks start from."""

from hcloud.images import Image
from hcloud.locations import Location
from hcloud.server_types import ServerType

ORDER = {
    "server_type": ServerType(name="cx23"),
    "image": Image(name="ubuntu-24.04"),
    "location": Location(name="fsn1"),
}


def ordered(client, name="one", **more):
    return client.servers.create(name=name, **{**ORDER, **more})


def running(client, name="one", **more):
    """A server whose actions have all ended well."""
    created = ordered(client, name, **more)
    for action in [created.action, *created.next_actions]:
        action.wait_until_finished()
    return client.servers.get_by_id(created.server.id)
