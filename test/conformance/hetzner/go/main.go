// Drives the simulated Hetzner with the vendor's own Go client and prints one JSON line for each check.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me"

var ctx = context.Background()

type check struct {
	name string
	run  func(*hcloud.Client) (any, error)
}

func main() {
	for _, one := range checks {
		detail, err := runCheck(one)
		line := map[string]any{"name": one.name, "ok": err == nil, "detail": fmt.Sprint(detail)}
		if err != nil {
			line["detail"] = err.Error()
		}
		json.NewEncoder(os.Stdout).Encode(line)
	}
}

// runCheck starts from an empty account; a panic of the client is a failed check like any other.
func runCheck(one check) (detail any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	if _, err := control("POST", "/reset", nil); err != nil {
		return nil, err
	}
	return one.run(clientWith("conformance"))
}

func clientWith(token string) *hcloud.Client {
	return hcloud.NewClient(
		hcloud.WithToken(token),
		hcloud.WithEndpoint(os.Getenv("HETZNER_ENDPOINT")),
		hcloud.WithPollOpts(hcloud.PollOpts{BackoffFunc: hcloud.ConstantBackoff(20 * time.Millisecond)}),
		hcloud.WithRetryOpts(hcloud.RetryOpts{BackoffFunc: hcloud.ConstantBackoff(10 * time.Millisecond), MaxRetries: 5}),
	)
}

func control(method, path string, body any) (map[string]any, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, os.Getenv("CONTROL_ENDPOINT")+path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		return nil, fmt.Errorf("control endpoint answered %d %s: %w", answer.StatusCode, text, err)
	}
	result := map[string]any{}
	if len(text) > 0 {
		err = json.Unmarshal(text, &result)
	}
	return result, err
}

func fault(effect map[string]any, operation string) error {
	rule := map[string]any{"provider": "hetzner", "effect": effect, "count": 1}
	if operation != "" {
		rule["operation"] = operation
	}
	_, err := control("POST", "/faults", rule)
	return err
}

func callsOf(operation string) (int, error) {
	answer, err := control("GET", "/requests?provider=hetzner&operation="+operation, nil)
	if err != nil {
		return 0, err
	}
	return len(answer["requests"].([]any)), nil
}

func order(name string) hcloud.ServerCreateOpts {
	return hcloud.ServerCreateOpts{
		Name:       name,
		ServerType: &hcloud.ServerType{Name: "cx23"},
		Image:      &hcloud.Image{Name: "ubuntu-24.04"},
		Location:   &hcloud.Location{Name: "fsn1"},
	}
}

func waitFor(client *hcloud.Client, result hcloud.ServerCreateResult) (*hcloud.Server, error) {
	if err := client.Action.WaitFor(ctx, append(result.NextActions, result.Action)...); err != nil {
		return nil, err
	}
	server, _, err := client.Server.GetByID(ctx, result.Server.ID)
	return server, err
}

func running(client *hcloud.Client, opts hcloud.ServerCreateOpts) (*hcloud.Server, error) {
	result, _, err := client.Server.Create(ctx, opts)
	if err != nil {
		return nil, err
	}
	return waitFor(client, result)
}

func until(probe func() (bool, error)) error {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found, err := probe(); found || err != nil {
			return err
		}
	}
	return errors.New("the condition did not come true within ten seconds")
}

func hasStatus(client *hcloud.Client, id int64, status hcloud.ServerStatus) func() (bool, error) {
	return func() (bool, error) {
		server, _, err := client.Server.GetByID(ctx, id)
		return server != nil && server.Status == status, err
	}
}

// expectCode wants a refusal with this code and a correlation id.
func expectCode(err error, code hcloud.ErrorCode) (any, error) {
	var refusal hcloud.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		return nil, fmt.Errorf("wanted %s, got %v", code, err)
	}
	if refusal.Response() == nil || refusal.Response().Header.Get("X-Correlation-Id") == "" {
		return nil, errors.New("no correlation id")
	}
	return err, nil
}

func names(servers []*hcloud.Server) string {
	found := []string{}
	for _, server := range servers {
		found = append(found, server.Name)
	}
	return strings.Join(found, "")
}

var checks = slices.Concat(serverChecks, refusalChecks, otherChecks, sideChecks)
