package main

import (
	"fmt"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

var otherChecks = []check{
	{"reads types, locations, images and prices", func(client *hcloud.Client) (any, error) {
		kind, _, err := client.ServerType.GetByName(ctx, "cx23")
		if err != nil || kind.Cores != 2 || kind.Architecture != hcloud.ArchitectureX86 || len(kind.Locations) != 3 {
			return nil, fmt.Errorf("%+v, %w", kind, err)
		}
		place, _, err := client.Location.GetByName(ctx, "fsn1")
		if err != nil || place.NetworkZone != hcloud.NetworkZoneEUCentral {
			return nil, fmt.Errorf("%+v, %w", place, err)
		}
		image, _, err := client.Image.GetByNameAndArchitecture(ctx, "ubuntu-24.04", hcloud.ArchitectureARM)
		if err != nil || image == nil {
			return nil, fmt.Errorf("%+v, %w", image, err)
		}
		pricing, _, err := client.Pricing.Get(ctx)
		if err != nil || len(pricing.PrimaryIPs) != 2 || len(pricing.ServerTypes) == 0 {
			return nil, fmt.Errorf("%+v, %w", pricing, err)
		}
		return pricing.Volume.PerGBMonthly.Currency, nil
	}},
	{"makes, finds, changes and deletes SSH keys", func(client *hcloud.Client) (any, error) {
		opts := hcloud.SSHKeyCreateOpts{Name: "mine", PublicKey: publicKey, Labels: map[string]string{"a": "b"}}
		key, _, err := client.SSHKey.Create(ctx, opts)
		if err != nil {
			return nil, err
		}
		found, _, err := client.SSHKey.GetByFingerprint(ctx, key.Fingerprint)
		if err != nil || found == nil || found.ID != key.ID {
			return nil, fmt.Errorf("%v, %w", found, err)
		}
		changed, _, err := client.SSHKey.Update(ctx, key, hcloud.SSHKeyUpdateOpts{Name: "yours"})
		if err != nil || changed.Name != "yours" {
			return nil, fmt.Errorf("%v, %w", changed, err)
		}
		_, _, err = client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "other", PublicKey: publicKey})
		if _, err := expectCode(err, hcloud.ErrorCodeUniquenessError); err != nil {
			return nil, err
		}
		if _, err := client.SSHKey.Delete(ctx, key); err != nil {
			return nil, err
		}
		left, err := client.SSHKey.All(ctx)
		if err != nil || len(left) > 0 {
			return nil, fmt.Errorf("%d left, %w", len(left), err)
		}
		return "deleted", nil
	}},
}
