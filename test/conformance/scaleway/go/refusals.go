package main

import (
	"errors"
	"fmt"

	"github.com/scaleway/scaleway-sdk-go/api/instance/v1"
	"github.com/scaleway/scaleway-sdk-go/scw"
)

// refused creates a server under the effect and expects the client's own error of it.
func refused[Kind error](effect map[string]any) func(*cloud) (any, error) {
	return func(c *cloud) (any, error) {
		if err := fault(effect); err != nil {
			return nil, err
		}
		_, err := c.made(nil)
		return expectError[Kind](err)
	}
}

var refusals = []check{
	{"is told that an absent server is not found", func(c *cloud) (any, error) {
		_, err := c.get(absent)
		var refusal *scw.ResourceNotFoundError
		if !errors.As(err, &refusal) {
			return nil, fmt.Errorf("%T: %w", err, err)
		}
		return refusal, expect(refusal.Resource == "instance_server" && refusal.ResourceID == absent, "%+v", refusal)
	}},
	{"is told which arguments are missing", func(c *cloud) (any, error) {
		_, err := c.instance.CreateServer(&instance.CreateServerRequest{Name: "one"})
		var refusal *scw.InvalidArgumentsError
		if !errors.As(err, &refusal) {
			return nil, fmt.Errorf("%T: %w", err, err)
		}
		return refusal, expect(len(refusal.Details) == 3 && refusal.Details[0].Reason == "required", "%+v", refusal.Details)
	}},
	{"is refused with a revoked key", func(*cloud) (any, error) {
		c, err := clientWith(revoked)
		if err != nil {
			return nil, err
		}
		_, err = c.instance.ListServers(&instance.ListServersRequest{})
		return expectError[*scw.DeniedAuthenticationError](err)
	}},
	{"is told that nothing is in stock", refused[*scw.OutOfStockError](map[string]any{"kind": "sold-out"})},
	{"is told which quota is used up", refused[*scw.QuotasExceededError](map[string]any{"kind": "quota", "max": 0})},
	{"is told that too many requests were made", func(c *cloud) (any, error) {
		if err := fault(map[string]any{"kind": "rate-limit"}); err != nil {
			return nil, err
		}
		_, err := c.made(nil)
		var refusal *scw.ResponseError
		if !errors.As(err, &refusal) {
			return nil, fmt.Errorf("%T: %w", err, err)
		}
		return refusal, expect(refusal.StatusCode == 429 && refusal.Type == "too_many_requests", "%+v", refusal)
	}},
	{"is refused while the server is on its way", func(c *cloud) (any, error) {
		server, err := c.made(nil)
		if err != nil {
			return nil, err
		}
		if _, err := control("PUT", "/boot-delay", map[string]any{"ms": 60000}); err != nil {
			return nil, err
		}
		defer control("PUT", "/boot-delay", map[string]any{"ms": 40})
		request := &instance.ServerActionRequest{ServerID: server.ID, Action: instance.ServerActionPoweron}
		if _, err := c.instance.ServerAction(request); err != nil {
			return nil, err
		}
		_, err = c.instance.ServerAction(request)
		return expectError[*scw.TransientStateError](err)
	}},
	{"reads every error type of the reference", func(c *cloud) (any, error) {
		kinds := map[string]func(error) (any, error){
			"denied_authentication": expectError[*scw.DeniedAuthenticationError],
			"permissions_denied":    expectError[*scw.PermissionsDeniedError],
			"invalid_arguments":     expectError[*scw.InvalidArgumentsError],
			"quotas_exceeded":       expectError[*scw.QuotasExceededError],
			"out_of_stock":          expectError[*scw.OutOfStockError],
			"transient_state":       expectError[*scw.TransientStateError],
			"precondition_failed":   expectError[*scw.PreconditionFailedError],
			"not_found":             expectError[*scw.ResourceNotFoundError],
			"locked":                expectError[*scw.ResourceLockedError],
			"resource_expired":      expectError[*scw.ResourceExpiredError],
			// This client has no types for these two.
			"already_exists":    expectError[*scw.ResponseError],
			"too_many_requests": expectError[*scw.ResponseError],
		}
		for code, expected := range kinds {
			rule := map[string]any{"operation": "create-server", "count": 1, "effect": map[string]any{"kind": "error-before", "status": 400, "code": code}}
			if _, err := control("POST", "/faults", rule); err != nil {
				return nil, err
			}
			_, err := c.made(nil)
			if _, err := expected(err); err != nil {
				return nil, fmt.Errorf("%s: %w", code, err)
			}
		}
		return len(kinds), nil
	}},
	{"takes a broken answer for an error", func(c *cloud) (any, error) {
		if err := fault(map[string]any{"kind": "error-before", "status": 503, "html": true}); err != nil {
			return nil, err
		}
		_, err := c.made(nil)
		return err, expect(err != nil, "a page of HTML was taken for a server")
	}},
}
