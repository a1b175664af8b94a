package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/scaleway/scaleway-sdk-go/api/block/v1"
	"github.com/scaleway/scaleway-sdk-go/api/instance/v1"
	"github.com/scaleway/scaleway-sdk-go/scw"
)

var checks = append([]check{
	{"creates a stopped server with tags in its project", func(c *cloud) (any, error) {
		server, err := c.made(func(request *instance.CreateServerRequest) { request.Tags = []string{"a", "b"} })
		if err != nil {
			return nil, err
		}
		good := server.State == instance.ServerStateStopped && server.Project == project && len(server.Tags) == 2
		return server.ID, expect(good && server.Zone == zone, "unexpected server %+v", server)
	}},
	{"sets, lists, reads and deletes user data", func(c *cloud) (any, error) {
		server, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		content := "#cloud-config\n# ünïcode\n"
		if err := c.instance.SetServerUserData(&instance.SetServerUserDataRequest{ServerID: server.ID, Key: "cloud-init", Content: strings.NewReader(content)}); err != nil {
			return nil, err
		}
		all, err := c.instance.ListServerUserData(&instance.ListServerUserDataRequest{ServerID: server.ID})
		if err != nil {
			return nil, err
		}
		reader, err := c.instance.GetServerUserData(&instance.GetServerUserDataRequest{ServerID: server.ID, Key: "cloud-init"})
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			return nil, err
		}
		if err := expect(string(text) == content && len(all.UserData) == 1, "read %q of %v", text, all.UserData); err != nil {
			return nil, err
		}
		request := &instance.DeleteServerUserDataRequest{ServerID: server.ID, Key: "cloud-init"}
		if err := c.instance.DeleteServerUserData(request); err != nil {
			return nil, err
		}
		return expectError[*scw.ResourceNotFoundError](c.instance.DeleteServerUserData(request))
	}},
	{"powers on and waits until the server runs", func(c *cloud) (any, error) {
		made, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		answer, err := c.instance.ServerAction(&instance.ServerActionRequest{ServerID: made.ID, Action: instance.ServerActionPoweron})
		if err != nil {
			return nil, err
		}
		if err := expect(answer.Task.Status == instance.TaskStatusPending && answer.Task.StartedAt != nil, "task %+v", answer.Task); err != nil {
			return nil, err
		}
		server, err := c.instance.WaitForServer(&instance.WaitForServerRequest{ServerID: made.ID, RetryInterval: &pause})
		if err != nil {
			return nil, err
		}
		good := server.State == instance.ServerStateRunning && len(server.PublicIPs) == 1 && server.PublicIPs[0].Dynamic
		return server.StateDetail, expect(good, "unexpected server %+v", server)
	}},
	{"stops in place, starts again, reboots and powers off", func(c *cloud) (any, error) {
		server, err := c.running(nil)
		if err != nil {
			return nil, err
		}
		actions := []instance.ServerAction{instance.ServerActionStopInPlace, instance.ServerActionPoweron, instance.ServerActionReboot, instance.ServerActionPoweroff}
		for _, action := range actions {
			if err := c.actAndWait(server.ID, action); err != nil {
				return nil, fmt.Errorf("%s: %w", action, err)
			}
		}
		stopped, err := c.get(server.ID)
		if err != nil {
			return nil, err
		}
		return stopped.State, expect(len(stopped.PublicIPs) == 0, "a dynamic address outlived the power-off")
	}},
	{"makes two servers of one name", func(c *cloud) (any, error) {
		one, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		other, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		return other.Name, expect(one.ID != other.ID && one.Name == other.Name, "%s and %s", one.ID, other.ID)
	}},
	{"lists by tags, all of them, by part of the name and by project", func(c *cloud) (any, error) {
		for name, tags := range map[string][]string{"server1": {"claim/1", "owner"}, "server100": {"claim/10", "owner"}} {
			if _, err := c.made(func(request *instance.CreateServerRequest) { request.Name, request.Tags = name, tags }); err != nil {
				return nil, err
			}
		}
		other := absent
		for _, one := range []struct {
			request instance.ListServersRequest
			found   uint32
		}{
			{instance.ListServersRequest{Name: scw.StringPtr("server1")}, 2},
			{instance.ListServersRequest{Tags: []string{"claim/1"}}, 1},
			{instance.ListServersRequest{Tags: []string{"owner", "claim/10"}}, 1},
			{instance.ListServersRequest{Tags: []string{"claim"}}, 0},
			{instance.ListServersRequest{Project: scw.StringPtr(project)}, 2},
			{instance.ListServersRequest{Project: &other}, 0},
		} {
			answer, err := c.instance.ListServers(&one.request)
			if err != nil {
				return nil, err
			}
			if err := expect(answer.TotalCount == one.found, "found %d, not %d, with %+v", answer.TotalCount, one.found, one.request); err != nil {
				return nil, err
			}
		}
		return "six filters", nil
	}},
	{"lists more than a hundred servers page by page, each once", func(c *cloud) (any, error) {
		for index := range 103 {
			if _, err := c.made(func(request *instance.CreateServerRequest) { request.Name = fmt.Sprint("s", index) }); err != nil {
				return nil, err
			}
		}
		answer, err := c.instance.ListServers(&instance.ListServersRequest{PerPage: scw.Uint32Ptr(100)}, scw.WithAllPages())
		if err != nil {
			return nil, err
		}
		ids := map[string]bool{}
		for _, server := range answer.Servers {
			ids[server.ID] = true
		}
		return answer.TotalCount, expect(len(ids) == 103 && answer.TotalCount == 103, "%d servers, %d in all", len(ids), answer.TotalCount)
	}},
	{"renames, retags and protects", func(c *cloud) (any, error) {
		made, err := c.running(nil)
		if err != nil {
			return nil, err
		}
		answer, err := c.instance.UpdateServer(&instance.UpdateServerRequest{ServerID: made.ID, Name: scw.StringPtr("new"), Tags: &[]string{"t"}, Protected: scw.BoolPtr(true)})
		if err != nil {
			return nil, err
		}
		if err := expect(answer.Server.Name == "new" && answer.Server.Tags[0] == "t" && answer.Server.Protected, "%+v", answer.Server); err != nil {
			return nil, err
		}
		_, err = c.instance.ServerAction(&instance.ServerActionRequest{ServerID: made.ID, Action: instance.ServerActionTerminate})
		return err, expect(err != nil, "a protected server was terminated")
	}},
	{"terminates and is left with the block volume", func(c *cloud) (any, error) {
		server, err := c.running(nil)
		if err != nil {
			return nil, err
		}
		volume := server.Volumes["0"].ID
		if _, err := c.instance.ServerAction(&instance.ServerActionRequest{ServerID: server.ID, Action: instance.ServerActionTerminate}); err != nil {
			return nil, err
		}
		if err := c.gone(server.ID); err != nil {
			return nil, err
		}
		left, err := c.block.GetVolume(&block.GetVolumeRequest{VolumeID: volume})
		if err != nil {
			return nil, err
		}
		return left.Status, expect(left.Status == block.VolumeStatusAvailable && len(left.Tags) == 0, "%+v", left)
	}},
	{"deletes a stopped server", func(c *cloud) (any, error) {
		server, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		if err := c.instance.DeleteServer(&instance.DeleteServerRequest{ServerID: server.ID}); err != nil {
			return nil, err
		}
		return server.ID, c.gone(server.ID)
	}},
	{"tags, lists and deletes block volumes, and none in use", func(c *cloud) (any, error) {
		server, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		id := server.Volumes["0"].ID
		tagged, err := c.block.UpdateVolume(&block.UpdateVolumeRequest{VolumeID: id, Tags: &[]string{"claim=1", "mine"}})
		if err != nil {
			return nil, err
		}
		if err := expect(tagged.Status == block.VolumeStatusInUse && tagged.References[0].ProductResourceID == server.ID, "%+v", tagged); err != nil {
			return nil, err
		}
		list, err := c.block.ListVolumes(&block.ListVolumesRequest{Tags: []string{"mine", "claim=1"}}, scw.WithAllPages())
		if err != nil {
			return nil, err
		}
		if err := expect(list.TotalCount == 1 && list.Volumes[0].ID == id, "%d volumes", list.TotalCount); err != nil {
			return nil, err
		}
		if _, err := expectError[*scw.PreconditionFailedError](c.block.DeleteVolume(&block.DeleteVolumeRequest{VolumeID: id})); err != nil {
			return nil, err
		}
		if err := c.instance.DeleteServer(&instance.DeleteServerRequest{ServerID: server.ID}); err != nil {
			return nil, err
		}
		if err := c.block.DeleteVolume(&block.DeleteVolumeRequest{VolumeID: id}); err != nil {
			return nil, err
		}
		return id, until(func() (bool, error) {
			_, err := c.block.GetVolume(&block.GetVolumeRequest{VolumeID: id})
			var notFound *scw.ResourceNotFoundError
			return errors.As(err, &notFound), nil
		})
	}},
}, others...)
