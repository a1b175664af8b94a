package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

var sideChecks = []check{
	{"makes, attaches, enlarges, detaches and deletes volumes", volumes},
	{"makes networks with subnets and routes, and attaches servers", networks},
	{"makes firewalls, applies them and keeps those in use", firewalls},
	{"makes placement groups, and finds no place for an eleventh server", placementGroups},
	{"makes, unassigns and assigns primary IPs of a server that is off", primaryIPs},
	{"is refused to delete what is protected", protection},
	{"is refused while another action runs", locks},
	{"is told that the account is full", limits},
}

// act waits for the action that a call has started.
func act(client *hcloud.Client) func(*hcloud.Action, *hcloud.Response, error) error {
	return func(action *hcloud.Action, _ *hcloud.Response, err error) error {
		if err != nil {
			return err
		}
		return client.Action.WaitFor(ctx, action)
	}
}

func ipRange(text string) *net.IPNet {
	_, parsed, err := net.ParseCIDR(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func refused(_ any, _ *hcloud.Response, err error) func(hcloud.ErrorCode) error {
	return func(code hcloud.ErrorCode) error {
		_, err := expectCode(err, code)
		return err
	}
}

func volumes(client *hcloud.Client) (any, error) {
	server, err := running(client, order("one"))
	if err != nil {
		return nil, err
	}
	made, _, err := client.Volume.Create(ctx, hcloud.VolumeCreateOpts{Name: "data", Size: 10, Server: server})
	if err != nil {
		return nil, err
	}
	if err := client.Action.WaitFor(ctx, append(made.NextActions, made.Action)...); err != nil {
		return nil, err
	}
	volume, _, err := client.Volume.GetByName(ctx, "data")
	if err != nil || volume.Server == nil || volume.Server.ID != server.ID {
		return nil, fmt.Errorf("not attached: %v, %w", volume, err)
	}
	response, err := client.Volume.Delete(ctx, volume)
	if err := refused(nil, response, err)(hcloud.ErrorCodeServiceError); err != nil {
		return nil, err
	}
	done := act(client)
	if err := errors.Join(
		done(client.Volume.Resize(ctx, volume, 20)),
		done(client.Volume.Detach(ctx, volume)),
		done(client.Volume.Attach(ctx, volume, server)),
	); err != nil {
		return nil, err
	}
	action, response, err := client.Volume.Attach(ctx, volume, server)
	if err := refused(action, response, err)(hcloud.ErrorCodeVolumeAlreadyAttached); err != nil {
		return nil, err
	}
	result, _, err := client.Server.DeleteWithResult(ctx, server)
	if err := act(client)(result.Action, nil, err); err != nil {
		return nil, err
	}
	left, _, err := client.Volume.GetByID(ctx, volume.ID)
	if err != nil || left == nil || left.Server != nil || left.Size != 20 {
		return nil, fmt.Errorf("not left behind by its server: %v, %w", left, err)
	}
	_, err = client.Volume.Delete(ctx, left)
	return left.Size, err
}

func networks(client *hcloud.Client) (any, error) {
	subnet := hcloud.NetworkSubnet{Type: hcloud.NetworkSubnetTypeCloud, IPRange: ipRange("10.0.1.0/24"), NetworkZone: hcloud.NetworkZoneEUCentral}
	route := hcloud.NetworkRoute{Destination: ipRange("10.9.0.0/16"), Gateway: net.ParseIP("10.0.1.9")}
	network, _, err := client.Network.Create(ctx, hcloud.NetworkCreateOpts{
		Name: "net", IPRange: ipRange("10.0.0.0/16"), Subnets: []hcloud.NetworkSubnet{subnet}, Routes: []hcloud.NetworkRoute{route},
	})
	if err != nil || network.Subnets[0].Gateway.String() != "10.0.0.1" {
		return nil, fmt.Errorf("%+v, %w", network, err)
	}
	opts := order("one")
	opts.Networks = []*hcloud.Network{network}
	server, err := running(client, opts)
	if err != nil || server.PrivateNet[0].IP.String() != "10.0.1.1" {
		return nil, fmt.Errorf("%+v, %w", server, err)
	}
	done := act(client)
	second := hcloud.NetworkSubnet{Type: hcloud.NetworkSubnetTypeCloud, IPRange: ipRange("10.0.2.0/24"), NetworkZone: hcloud.NetworkZoneUSEast}
	if err := errors.Join(
		done(client.Server.DetachFromNetwork(ctx, server, hcloud.ServerDetachFromNetworkOpts{Network: network})),
		done(client.Server.AttachToNetwork(ctx, server, hcloud.ServerAttachToNetworkOpts{Network: network, IP: net.ParseIP("10.0.1.7")})),
		done(client.Network.DeleteRoute(ctx, network, hcloud.NetworkDeleteRouteOpts{Route: route})),
		done(client.Network.AddSubnet(ctx, network, hcloud.NetworkAddSubnetOpts{Subnet: second})),
	); err != nil {
		return nil, err
	}
	server, _, err = client.Server.GetByID(ctx, server.ID)
	if err != nil || server.PrivateNet[0].IP.String() != "10.0.1.7" {
		return nil, fmt.Errorf("%+v, %w", server, err)
	}
	network, _, err = client.Network.GetByID(ctx, network.ID)
	if err != nil || len(network.Subnets) != 2 || len(network.Routes) != 0 {
		return nil, fmt.Errorf("%+v, %w", network, err)
	}
	_, err = client.Network.Delete(ctx, network)
	return network.Name, err
}

func firewalls(client *hcloud.Client) (any, error) {
	rule := hcloud.FirewallRule{
		Direction: hcloud.FirewallRuleDirectionIn, Protocol: hcloud.FirewallRuleProtocolTCP, Port: hcloud.Ptr("22"),
		SourceIPs: []net.IPNet{*ipRange("0.0.0.0/0")},
	}
	made, _, err := client.Firewall.Create(ctx, hcloud.FirewallCreateOpts{Name: "ssh", Rules: []hcloud.FirewallRule{rule}})
	if err != nil {
		return nil, err
	}
	opts := order("one")
	opts.Firewalls = []*hcloud.ServerCreateFirewall{{Firewall: *made.Firewall}}
	server, err := running(client, opts)
	if err != nil || server.PublicNet.Firewalls[0].Status != hcloud.FirewallStatusApplied {
		return nil, fmt.Errorf("%+v, %w", server, err)
	}
	response, err := client.Firewall.Delete(ctx, made.Firewall)
	if err := refused(nil, response, err)(hcloud.ErrorCodeResourceInUse); err != nil {
		return nil, err
	}
	target := []hcloud.FirewallResource{{Type: hcloud.FirewallResourceTypeServer, Server: &hcloud.FirewallResourceServer{ID: server.ID}}}
	all := func(actions []*hcloud.Action, _ *hcloud.Response, err error) error {
		if err != nil {
			return err
		}
		return client.Action.WaitFor(ctx, actions...)
	}
	if err := errors.Join(
		all(client.Firewall.RemoveResources(ctx, made.Firewall, target)),
		all(client.Firewall.ApplyResources(ctx, made.Firewall, target)),
		all(client.Firewall.SetRules(ctx, made.Firewall, hcloud.FirewallSetRulesOpts{})),
		all(client.Firewall.RemoveResources(ctx, made.Firewall, target)),
	); err != nil {
		return nil, err
	}
	_, err = client.Firewall.Delete(ctx, made.Firewall)
	return "deleted", err
}

func placementGroups(client *hcloud.Client) (any, error) {
	made, _, err := client.PlacementGroup.Create(ctx, hcloud.PlacementGroupCreateOpts{Name: "spread", Type: hcloud.PlacementGroupTypeSpread})
	if err != nil {
		return nil, err
	}
	create := func(name string) error {
		opts := order(name)
		opts.PlacementGroup = made.PlacementGroup
		_, _, err := client.Server.Create(ctx, opts)
		return err
	}
	for index := range 10 {
		if err := create(fmt.Sprintf("server-%d", index)); err != nil {
			return nil, err
		}
	}
	if _, err := expectCode(create("eleventh"), hcloud.ErrorCodePlacementError); err != nil {
		return nil, err
	}
	group, _, err := client.PlacementGroup.GetByName(ctx, "spread")
	if err != nil || len(group.Servers) != 10 {
		return nil, fmt.Errorf("%+v, %w", group, err)
	}
	_, err = client.PlacementGroup.Delete(ctx, group)
	return len(group.Servers), err
}

func primaryIPs(client *hcloud.Client) (any, error) {
	server, err := running(client, order("one"))
	if err != nil {
		return nil, err
	}
	own, _, err := client.PrimaryIP.GetByID(ctx, server.PublicNet.IPv4.ID)
	if err != nil || !own.AutoDelete || own.AssigneeID != server.ID {
		return nil, fmt.Errorf("%+v, %w", own, err)
	}
	response, err := client.PrimaryIP.Delete(ctx, own)
	if err := refused(nil, response, err)("must_be_unassigned"); err != nil {
		return nil, err
	}
	action, response, err := client.PrimaryIP.Unassign(ctx, own.ID)
	if err := refused(action, response, err)(hcloud.ErrorCodeServerNotStopped); err != nil {
		return nil, err
	}
	done := act(client)
	if err := errors.Join(done(client.Server.Poweroff(ctx, server)), done(client.PrimaryIP.Unassign(ctx, own.ID))); err != nil {
		return nil, err
	}
	made, _, err := client.PrimaryIP.Create(ctx, hcloud.PrimaryIPCreateOpts{
		Name: "other", Type: hcloud.PrimaryIPTypeIPv4, Location: "fsn1", AssigneeType: "server",
	})
	if err != nil || made.PrimaryIP.AutoDelete {
		return nil, fmt.Errorf("%+v, %w", made, err)
	}
	other := made.PrimaryIP
	if err := done(client.PrimaryIP.Assign(ctx, hcloud.PrimaryIPAssignOpts{ID: other.ID, AssigneeID: server.ID, AssigneeType: "server"})); err != nil {
		return nil, err
	}
	action, response, err = client.PrimaryIP.Assign(ctx, hcloud.PrimaryIPAssignOpts{ID: own.ID, AssigneeID: server.ID, AssigneeType: "server"})
	if err := refused(action, response, err)(hcloud.ErrorCodeServerHasIPv4); err != nil {
		return nil, err
	}
	if err := done(client.PrimaryIP.Unassign(ctx, other.ID)); err != nil {
		return nil, err
	}
	changed, _, err := client.PrimaryIP.Update(ctx, other, hcloud.PrimaryIPUpdateOpts{Name: "renamed", AutoDelete: hcloud.Ptr(true)})
	if err != nil || !changed.AutoDelete || changed.Name != "renamed" {
		return nil, fmt.Errorf("%+v, %w", changed, err)
	}
	_, first := client.PrimaryIP.Delete(ctx, own)
	_, second := client.PrimaryIP.Delete(ctx, other)
	return changed.Name, errors.Join(first, second)
}

func protection(client *hcloud.Client) (any, error) {
	server, err := running(client, order("one"))
	if err != nil {
		return nil, err
	}
	protect := func(on bool) error {
		opts := hcloud.ServerChangeProtectionOpts{Delete: hcloud.Ptr(on), Rebuild: hcloud.Ptr(on)}
		return act(client)(client.Server.ChangeProtection(ctx, server, opts))
	}
	if err := protect(true); err != nil {
		return nil, err
	}
	result, response, err := client.Server.DeleteWithResult(ctx, server)
	if err := refused(result, response, err)(hcloud.ErrorCodeProtected); err != nil {
		return nil, err
	}
	if err := protect(false); err != nil {
		return nil, err
	}
	_, _, err = client.Server.DeleteWithResult(ctx, server)
	return "deleted", err
}

func locks(client *hcloud.Client) (any, error) {
	server, err := running(client, order("one"))
	if err != nil {
		return nil, err
	}
	if _, err := control("PATCH", "/settings", map[string]any{"actionDelayMs": 400}); err != nil {
		return nil, err
	}
	defer control("PATCH", "/settings", map[string]any{"actionDelayMs": 0})
	action, _, err := client.Server.Shutdown(ctx, server)
	if err != nil {
		return nil, err
	}
	now, _, err := client.Server.GetByID(ctx, server.ID)
	if err != nil || !now.Locked || now.Status != hcloud.ServerStatusStopping {
		return nil, fmt.Errorf("%+v, %w", now, err)
	}
	second, response, err := client.Server.Poweron(ctx, server)
	if err := refused(second, response, err)(hcloud.ErrorCodeLocked); err != nil {
		return nil, err
	}
	return now.Status, client.Action.WaitFor(ctx, action)
}

func limits(client *hcloud.Client) (any, error) {
	if _, err := control("PATCH", "/settings", map[string]any{"hetznerServerLimit": 1}); err != nil {
		return nil, err
	}
	defer control("PATCH", "/settings", map[string]any{"hetznerServerLimit": nil})
	if _, _, err := client.Server.Create(ctx, order("one")); err != nil {
		return nil, err
	}
	_, _, err := client.Server.Create(ctx, order("two"))
	return expectCode(err, hcloud.ErrorCodeResourceLimitExceeded)
}
