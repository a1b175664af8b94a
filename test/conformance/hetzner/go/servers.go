package main

import (
	"fmt"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

var serverChecks = []check{
	{"creates with labels, user data, key and network choice, and waits for the actions", func(client *hcloud.Client) (any, error) {
		key, _, err := client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "mine", PublicKey: publicKey})
		if err != nil {
			return nil, err
		}
		opts := order("one")
		opts.Labels, opts.UserData, opts.SSHKeys = map[string]string{"pool": "a"}, "#cloud-config\n", []*hcloud.SSHKey{key}
		opts.PublicNet = &hcloud.ServerCreatePublicNet{EnableIPv4: true}
		result, _, err := client.Server.Create(ctx, opts)
		if err != nil {
			return nil, err
		}
		if result.RootPassword != "" || result.Server.Status != hcloud.ServerStatusInitializing {
			return nil, fmt.Errorf("password %q, status %s", result.RootPassword, result.Server.Status)
		}
		server, err := waitFor(client, result)
		if err != nil {
			return nil, err
		}
		if server.Status != hcloud.ServerStatusRunning || server.Labels["pool"] != "a" || server.Location.Name != "fsn1" ||
			server.PublicNet.IPv4.IsUnspecified() || !server.PublicNet.IPv6.IsUnspecified() {
			return nil, fmt.Errorf("not as ordered: %+v", server)
		}
		return server.PublicNet.IPv4.IP, nil
	}},
	{"gets a root password when no key is given", func(client *hcloud.Client) (any, error) {
		result, _, err := client.Server.Create(ctx, order("one"))
		if err == nil && result.RootPassword == "" {
			return nil, fmt.Errorf("no password")
		}
		return len(result.RootPassword), err
	}},
	{"keeps a server off that is not to be started", func(client *hcloud.Client) (any, error) {
		opts := order("one")
		opts.StartAfterCreate = hcloud.Ptr(false)
		result, _, err := client.Server.Create(ctx, opts)
		if err != nil || len(result.NextActions) > 0 {
			return nil, fmt.Errorf("%d next actions, %w", len(result.NextActions), err)
		}
		return "off", until(hasStatus(client, result.Server.ID, hcloud.ServerStatusOff))
	}},
	{"finds a server by name and none by another name", func(client *hcloud.Client) (any, error) {
		result, _, err := client.Server.Create(ctx, order("one"))
		if err != nil {
			return nil, err
		}
		found, _, err := client.Server.GetByName(ctx, "one")
		if err != nil || found == nil || found.ID != result.Server.ID {
			return nil, fmt.Errorf("found %v, %w", found, err)
		}
		other, _, err := client.Server.GetByName(ctx, "on")
		if err != nil || other != nil {
			return nil, fmt.Errorf("found %v, %w", other, err)
		}
		return found.ID, nil
	}},
	{"lists more than fifty servers page by page, each once", func(client *hcloud.Client) (any, error) {
		made := map[int64]bool{}
		for index := range 55 {
			result, _, err := client.Server.Create(ctx, order(fmt.Sprintf("server-%d", index)))
			if err != nil {
				return nil, err
			}
			made[result.Server.ID] = true
		}
		servers, err := client.Server.All(ctx)
		if err != nil || len(servers) != 55 {
			return nil, fmt.Errorf("%d listed, %w", len(servers), err)
		}
		for _, server := range servers {
			delete(made, server.ID)
		}
		page, response, err := client.Server.List(ctx, hcloud.ServerListOpts{ListOpts: hcloud.ListOpts{Page: 3, PerPage: 20}})
		if err != nil || len(made) > 0 || len(page) != 15 {
			return nil, fmt.Errorf("%d not listed, %d on the page, %w", len(made), len(page), err)
		}
		if at := response.Meta.Pagination; at.TotalEntries != 55 || at.NextPage != 0 || at.PreviousPage != 2 {
			return nil, fmt.Errorf("wrong neighbours %+v", at)
		}
		return len(servers), nil
	}},
	{"selects by every form of label selector", func(client *hcloud.Client) (any, error) {
		labels := []map[string]string{{"pool": "a", "example.com/role": "db"}, {"pool": "b"}, {}}
		for index, name := range []string{"a", "b", "c"} {
			opts := order(name)
			opts.Labels = labels[index]
			if _, _, err := client.Server.Create(ctx, opts); err != nil {
				return nil, err
			}
		}
		selectors := map[string]string{
			"pool": "ab", "!pool": "c", "pool=a": "a", "pool==a": "a", "pool!=a": "bc", "pool in (a,b)": "ab",
			"pool notin (a,b)": "c", "pool,!example.com/role": "b", "pool in (a,b),pool!=b": "a", "example.com/role=db": "a",
		}
		for selector, wanted := range selectors {
			opts := hcloud.ServerListOpts{ListOpts: hcloud.ListOpts{LabelSelector: selector}}
			found, err := client.Server.AllWithOpts(ctx, opts)
			if err != nil || names(found) != wanted {
				return nil, fmt.Errorf("%s found %s, %w", selector, names(found), err)
			}
		}
		return len(selectors), nil
	}},
	{"filters by status", func(client *hcloud.Client) (any, error) {
		if _, err := running(client, order("one")); err != nil {
			return nil, err
		}
		opts := order("two")
		opts.StartAfterCreate = hcloud.Ptr(false)
		if _, err := running(client, opts); err != nil {
			return nil, err
		}
		for name, status := range map[string]hcloud.ServerStatus{"one": hcloud.ServerStatusRunning, "two": hcloud.ServerStatusOff} {
			found, err := client.Server.AllWithOpts(ctx, hcloud.ServerListOpts{Status: []hcloud.ServerStatus{status}})
			if err != nil || names(found) != name {
				return nil, fmt.Errorf("%s found %s, %w", status, names(found), err)
			}
		}
		return "both", nil
	}},
	{"switches power off and on, resets, reboots and shuts down", func(client *hcloud.Client) (any, error) {
		server, err := running(client, order("one"))
		if err != nil {
			return nil, err
		}
		type act = func() (*hcloud.Action, *hcloud.Response, error)
		steps := []struct {
			act    act
			status hcloud.ServerStatus
		}{
			{func() (*hcloud.Action, *hcloud.Response, error) { return client.Server.Poweroff(ctx, server) }, hcloud.ServerStatusOff},
			{func() (*hcloud.Action, *hcloud.Response, error) { return client.Server.Poweron(ctx, server) }, hcloud.ServerStatusRunning},
			{func() (*hcloud.Action, *hcloud.Response, error) { return client.Server.Reset(ctx, server) }, hcloud.ServerStatusRunning},
			{func() (*hcloud.Action, *hcloud.Response, error) { return client.Server.Reboot(ctx, server) }, hcloud.ServerStatusRunning},
			{func() (*hcloud.Action, *hcloud.Response, error) { return client.Server.Shutdown(ctx, server) }, hcloud.ServerStatusOff},
		}
		for _, step := range steps {
			action, _, err := step.act()
			if err != nil {
				return nil, err
			}
			if err := client.Action.WaitFor(ctx, action); err != nil {
				return nil, err
			}
			if err := until(hasStatus(client, server.ID, step.status)); err != nil {
				return nil, fmt.Errorf("%s: %w", action.Command, err)
			}
		}
		return len(steps), nil
	}},
	{"renames and relabels", func(client *hcloud.Client) (any, error) {
		server, err := running(client, order("one"))
		if err != nil {
			return nil, err
		}
		opts := hcloud.ServerUpdateOpts{Name: "other", Labels: map[string]string{"a": "b"}}
		changed, _, err := client.Server.Update(ctx, server, opts)
		if err != nil || changed.Name != "other" || changed.Labels["a"] != "b" {
			return nil, fmt.Errorf("%v, %w", changed, err)
		}
		return changed.Name, nil
	}},
	{"reads actions by id, alone and together, and lists those of a server", func(client *hcloud.Client) (any, error) {
		result, _, err := client.Server.Create(ctx, order("one"))
		if err != nil {
			return nil, err
		}
		action, _, err := client.Action.GetByID(ctx, result.Action.ID)
		if err != nil || action.Command != "create_server" {
			return nil, fmt.Errorf("%v, %w", action, err)
		}
		opts := hcloud.ActionListOpts{ID: []int64{result.Action.ID, result.NextActions[0].ID}}
		together, err := client.Action.AllWithOpts(ctx, opts)
		if err != nil || len(together) != 2 {
			return nil, fmt.Errorf("%d together, %w", len(together), err)
		}
		listed, _, err := client.Server.Action.ListFor(ctx, result.Server, hcloud.ActionListOpts{})
		if err != nil || len(listed) != 2 {
			return nil, fmt.Errorf("%d listed, %w", len(listed), err)
		}
		return len(listed), nil
	}},
	{"deletes and waits until the server is gone with its addresses", func(client *hcloud.Client) (any, error) {
		server, err := running(client, order("one"))
		if err != nil {
			return nil, err
		}
		result, _, err := client.Server.DeleteWithResult(ctx, server)
		if err != nil {
			return nil, err
		}
		if err := client.Action.WaitFor(ctx, result.Action); err != nil {
			return nil, err
		}
		gone, _, err := client.Server.GetByID(ctx, server.ID)
		if err != nil || gone != nil {
			return nil, fmt.Errorf("still %v, %w", gone, err)
		}
		addresses, err := client.PrimaryIP.All(ctx)
		if err != nil || len(addresses) > 0 {
			return nil, fmt.Errorf("%d addresses are left, %w", len(addresses), err)
		}
		return result.Action.Command, nil
	}},
}
