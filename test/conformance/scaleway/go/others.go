package main

import (
	"errors"

	"github.com/scaleway/scaleway-sdk-go/api/instance/v1"
	"github.com/scaleway/scaleway-sdk-go/api/marketplace/v2"
	"github.com/scaleway/scaleway-sdk-go/scw"
)

func onLocalDisk(request *instance.CreateServerRequest) {
	request.Volumes = map[string]*instance.VolumeServerTemplate{"0": {VolumeType: instance.VolumeVolumeTypeLSSD, Boot: scw.BoolPtr(true), Size: scw.SizePtr(20 * scw.GB)}}
}

var others = append([]check{
	{"has a local disk removed with its server", func(c *cloud) (any, error) {
		server, err := c.running(onLocalDisk)
		if err != nil {
			return nil, err
		}
		id := server.Volumes["0"].ID
		volume, err := c.instance.GetVolume(&instance.GetVolumeRequest{VolumeID: id})
		if err != nil {
			return nil, err
		}
		if err := expect(volume.Volume.Size == 20*scw.GB && volume.Volume.Server.ID == server.ID, "%+v", volume.Volume); err != nil {
			return nil, err
		}
		if _, err := c.instance.ServerAction(&instance.ServerActionRequest{ServerID: server.ID, Action: instance.ServerActionTerminate}); err != nil {
			return nil, err
		}
		if err := c.gone(server.ID); err != nil {
			return nil, err
		}
		_, err = c.instance.GetVolume(&instance.GetVolumeRequest{VolumeID: id})
		return expectError[*scw.ResourceNotFoundError](err)
	}},
	{"reserves, attaches, detaches and releases an address", func(c *cloud) (any, error) {
		server, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		made, err := c.instance.CreateIP(&instance.CreateIPRequest{Tags: []string{"keep"}, Type: instance.IPTypeRoutedIPv4})
		if err != nil {
			return nil, err
		}
		id := made.IP.ID
		attached, err := c.instance.UpdateIP(&instance.UpdateIPRequest{IP: id, Server: &instance.NullableStringValue{Value: server.ID}})
		if err != nil {
			return nil, err
		}
		if err := expect(attached.IP.Server != nil && attached.IP.Server.ID == server.ID, "%+v", attached.IP); err != nil {
			return nil, err
		}
		detached, err := c.instance.UpdateIP(&instance.UpdateIPRequest{IP: id, Server: &instance.NullableStringValue{Null: true}})
		if err != nil {
			return nil, err
		}
		if err := expect(detached.IP.Server == nil, "still attached"); err != nil {
			return nil, err
		}
		if err := c.instance.DeleteIP(&instance.DeleteIPRequest{IP: id}); err != nil {
			return nil, err
		}
		_, err = c.instance.GetIP(&instance.GetIPRequest{IP: id})
		return expectError[*scw.PermissionsDeniedError](err)
	}},
	{"finds the image of a label for a type and an architecture", func(c *cloud) (any, error) {
		image, err := c.marketplace.GetLocalImageByLabel(&marketplace.GetLocalImageByLabelRequest{ImageLabel: "ubuntu_noble", Zone: zone, CommercialType: "BASIC2-A2C-4G", Type: marketplace.LocalImageTypeInstanceSbs})
		if err != nil {
			return nil, err
		}
		answer, err := c.instance.GetImage(&instance.GetImageRequest{ImageID: image.ID})
		if err != nil {
			return nil, err
		}
		return answer.Image.Name, expect(image.Arch == "arm64" && string(answer.Image.Arch) == "arm64", "%+v", image)
	}},
	{"reads types with prices, and what is in stock", func(c *cloud) (any, error) {
		types, err := c.instance.ListServersTypes(&instance.ListServersTypesRequest{}, scw.WithAllPages())
		if err != nil {
			return nil, err
		}
		small := types.Servers["DEV1-S"]
		if err := expect(small.HourlyPrice > 0 && small.Ncpus == 2 && small.RAM == 2*1024*1024*1024, "%+v", small); err != nil {
			return nil, err
		}
		if _, err := control("PUT", "/stock", map[string]any{"provider": "scaleway", "type": "DEV1-S", "location": "fr-par-1", "left": 0}); err != nil {
			return nil, err
		}
		stock, err := c.instance.GetServerTypesAvailability(&instance.GetServerTypesAvailabilityRequest{}, scw.WithAllPages())
		if err != nil {
			return nil, err
		}
		seen := stock.Servers["DEV1-S"].Availability
		return len(types.Servers), expect(seen == instance.ServerTypesAvailabilityShortage, "%s", seen)
	}},
	{"makes and deletes the groups that a create names", func(c *cloud) (any, error) {
		security, err := c.instance.CreateSecurityGroup(&instance.CreateSecurityGroupRequest{Name: "closed", Stateful: true, InboundDefaultPolicy: instance.SecurityGroupPolicyDrop})
		if err != nil {
			return nil, err
		}
		placement, err := c.instance.CreatePlacementGroup(&instance.CreatePlacementGroupRequest{Name: "apart"})
		if err != nil {
			return nil, err
		}
		server, err := c.made(func(request *instance.CreateServerRequest) {
			request.SecurityGroup, request.PlacementGroup = &security.SecurityGroup.ID, &placement.PlacementGroup.ID
		})
		if err != nil {
			return nil, err
		}
		if err := expect(server.SecurityGroup.Name == "closed" && server.PlacementGroup.Name == "apart", "%+v", server); err != nil {
			return nil, err
		}
		if err := c.instance.DeleteServer(&instance.DeleteServerRequest{ServerID: server.ID}); err != nil {
			return nil, err
		}
		return server.ID, errors.Join(
			c.instance.DeleteSecurityGroup(&instance.DeleteSecurityGroupRequest{SecurityGroupID: security.SecurityGroup.ID}),
			c.instance.DeletePlacementGroup(&instance.DeletePlacementGroupRequest{PlacementGroupID: placement.PlacementGroup.ID}),
		)
	}},
}, refusals...)
