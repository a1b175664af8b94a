package main

import (
	"errors"
	"fmt"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

var refusalChecks = []check{
	{"is refused with a selector that cannot be read", func(client *hcloud.Client) (any, error) {
		opts := hcloud.ServerListOpts{ListOpts: hcloud.ListOpts{LabelSelector: "a in ("}}
		_, err := client.Server.AllWithOpts(ctx, opts)
		return expectCode(err, hcloud.ErrorCodeInvalidInput)
	}},
	{"is refused when it lists actions without ids", func(client *hcloud.Client) (any, error) {
		_, _, err := client.Action.List(ctx, hcloud.ActionListOpts{})
		return expectCode(err, hcloud.ErrorDeprecatedAPIEndpoint)
	}},
	{"is told that an absent server is not found", func(client *hcloud.Client) (any, error) {
		_, err := client.Server.Delete(ctx, &hcloud.Server{ID: 1})
		return expectCode(err, hcloud.ErrorCodeNotFound)
	}},
	{"is refused a name that is taken", func(client *hcloud.Client) (any, error) {
		if _, _, err := client.Server.Create(ctx, order("one")); err != nil {
			return nil, err
		}
		_, _, err := client.Server.Create(ctx, order("one"))
		return expectCode(err, hcloud.ErrorCodeUniquenessError)
	}},
	{"is told the field of invalid input", func(client *hcloud.Client) (any, error) {
		opts := order("one")
		opts.ServerType = &hcloud.ServerType{Name: "cx99"}
		_, _, err := client.Server.Create(ctx, opts)
		var refusal hcloud.Error
		if !errors.As(err, &refusal) {
			return nil, err
		}
		details, isInput := refusal.Details.(hcloud.ErrorDetailsInvalidInput)
		if !isInput || details.Fields[0].Name != "server_type" {
			return nil, fmt.Errorf("details %+v", refusal.Details)
		}
		return details.Fields[0].Messages, nil
	}},
	{"is refused with a revoked token", func(*hcloud.Client) (any, error) {
		_, err := clientWith("revoked").Server.All(ctx)
		return expectCode(err, hcloud.ErrorCodeUnauthorized)
	}},
	{"is told that nothing is in stock", func(client *hcloud.Client) (any, error) {
		stock := map[string]any{"provider": "hetzner", "type": "cx23", "location": "fsn1", "left": 0}
		if _, err := control("PUT", "/stock", stock); err != nil {
			return nil, err
		}
		_, _, err := client.Server.Create(ctx, order("one"))
		return expectCode(err, hcloud.ErrorCodeResourceUnavailable)
	}},
	{"reads every error code of the reference", readsEveryCode},
	{"tries again by itself after 429, 409, 502 and 504", triesAgain},
	{"fails with the error of the action when a server was accepted and cannot be placed", func(client *hcloud.Client) (any, error) {
		if err := fault(map[string]any{"kind": "action-fails", "code": "resource_unavailable"}, ""); err != nil {
			return nil, err
		}
		_, err := running(client, order("one"))
		var failure hcloud.ActionError
		if !errors.As(err, &failure) || failure.Code != "resource_unavailable" {
			return nil, fmt.Errorf("wanted an action error, got %v", err)
		}
		left, _, err := client.Server.GetByName(ctx, "one")
		if err != nil || left == nil || left.Status != hcloud.ServerStatusOff {
			return nil, fmt.Errorf("left behind: %v, %w", left, err)
		}
		return failure, nil
	}},
}

func readsEveryCode(client *hcloud.Client) (any, error) {
	codes := []struct {
		status int
		code   hcloud.ErrorCode
	}{
		{400, hcloud.ErrorCodeJSONError}, {403, hcloud.ErrorCodeForbidden}, {403, hcloud.ErrorCodeMaintenance},
		{403, "token_readonly"}, {409, hcloud.ErrorCodeUniquenessError}, {410, hcloud.ErrorDeprecatedAPIEndpoint},
		{412, hcloud.ErrorCodePrimaryIPVersionMismatch}, {412, hcloud.ErrorCodeResourceUnavailable},
		{422, hcloud.ErrorCodeInvalidInput}, {422, hcloud.ErrorCodePlacementError}, {422, hcloud.ErrorCodeServiceError},
		{422, hcloud.ErrorUnsupportedError}, {423, hcloud.ErrorCodeLocked}, {423, hcloud.ErrorCodeProtected},
		{500, hcloud.ErrorCodeServerError}, {503, "unavailable"},
	}
	for _, one := range codes {
		effect := map[string]any{"kind": "error-before", "status": one.status, "code": one.code}
		if err := fault(effect, "create-server"); err != nil {
			return nil, err
		}
		_, _, err := client.Server.Create(ctx, order("one"))
		if _, err := expectCode(err, one.code); err != nil {
			return nil, err
		}
	}
	calls, err := callsOf("create-server")
	if err != nil || calls != len(codes) {
		return nil, fmt.Errorf("%d calls, %w", calls, err)
	}
	return calls, nil
}

func triesAgain(client *hcloud.Client) (any, error) {
	effects := []map[string]any{
		{"kind": "rate-limit"},
		{"kind": "error-before", "status": 409, "code": "conflict"},
		{"kind": "error-before", "status": 502, "html": true},
		{"kind": "error-before", "status": 504, "code": "timeout"},
	}
	for _, effect := range effects {
		if err := fault(effect, "list-locations"); err != nil {
			return nil, err
		}
		if found, err := client.Location.All(ctx); err != nil || len(found) != 6 {
			return nil, fmt.Errorf("%d locations, %w", len(found), err)
		}
	}
	calls, err := callsOf("list-locations")
	if err != nil || calls != 2*len(effects) {
		return nil, fmt.Errorf("%d calls, %w", calls, err)
	}
	return calls, nil
}
