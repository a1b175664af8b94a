// Drives the simulated Scaleway with the vendor's own Go client and prints one JSON line for each check.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/scaleway/scaleway-sdk-go/api/block/v1"
	"github.com/scaleway/scaleway-sdk-go/api/instance/v1"
	"github.com/scaleway/scaleway-sdk-go/api/marketplace/v2"
	"github.com/scaleway/scaleway-sdk-go/scw"
)

const (
	project = "22222222-2222-4222-8222-222222222222"
	absent  = "33333333-3333-4333-8333-333333333333"
	secret  = "11111111-1111-4111-8111-111111111111"
	revoked = "99999999-9999-4999-8999-999999999999"
	zone    = scw.ZoneFrPar1
)

// cloud is the client's view of the simulated Scaleway.
type cloud struct {
	instance    *instance.API
	block       *block.API
	marketplace *marketplace.API
}

type check struct {
	name string
	run  func(*cloud) (any, error)
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
	client, err := clientWith(secret)
	if err != nil {
		return nil, err
	}
	return one.run(client)
}

func clientWith(key string) (*cloud, error) {
	client, err := scw.NewClient(
		scw.WithAuth("SCW11111111111111111", key),
		scw.WithAPIURL(os.Getenv("SCALEWAY_ENDPOINT")),
		scw.WithDefaultProjectID(project),
		scw.WithDefaultZone(zone),
	)
	if err != nil {
		return nil, err
	}
	return &cloud{instance.NewAPI(client), block.NewAPI(client), marketplace.NewAPI(client)}, nil
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

// fault arms an effect for creates of servers.
func fault(effect map[string]any) error {
	rule := map[string]any{"provider": "scaleway", "operation": "create-server", "effect": effect}
	_, err := control("POST", "/faults", rule)
	return err
}

func expect(condition bool, format string, values ...any) error {
	if condition {
		return nil
	}
	return fmt.Errorf(format, values...)
}

// expectError says whether the error is of the client's own type.
func expectError[Kind error](err error) (any, error) {
	var kind Kind
	if errors.As(err, &kind) {
		return kind, nil
	}
	return nil, fmt.Errorf("%T (%v) is no %T", err, err, kind)
}

// until repeats the probe until it holds, for ten seconds at most.
func until(probe func() (bool, error)) error {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found, err := probe(); found || err != nil {
			return err
		}
	}
	return errors.New("the condition did not come true within ten seconds")
}

// made creates a server that stays off.
func (c *cloud) made(change func(*instance.CreateServerRequest)) (*instance.Server, error) {
	request := &instance.CreateServerRequest{
		Name:           "one",
		CommercialType: "DEV1-S",
		Image:          scw.StringPtr("ubuntu_jammy"),
		Volumes:        map[string]*instance.VolumeServerTemplate{"0": {VolumeType: instance.VolumeVolumeTypeSbsVolume, Boot: scw.BoolPtr(true)}},
	}
	if change != nil {
		change(request)
	}
	answer, err := c.instance.CreateServer(request)
	if err != nil {
		return nil, err
	}
	return answer.Server, nil
}

// running creates a server and waits until it runs.
func (c *cloud) running(change func(*instance.CreateServerRequest)) (*instance.Server, error) {
	server, err := c.made(change)
	if err != nil {
		return nil, err
	}
	return server, c.actAndWait(server.ID, instance.ServerActionPoweron)
}

var pause = 10 * time.Millisecond

func (c *cloud) actAndWait(id string, action instance.ServerAction) error {
	return c.instance.ServerActionAndWait(&instance.ServerActionAndWaitRequest{ServerID: id, Action: action, RetryInterval: &pause})
}

func (c *cloud) get(id string) (*instance.Server, error) {
	answer, err := c.instance.GetServer(&instance.GetServerRequest{ServerID: id})
	if err != nil {
		return nil, err
	}
	return answer.Server, nil
}

// gone waits until the server is not found.
func (c *cloud) gone(id string) error {
	return until(func() (bool, error) {
		_, err := c.get(id)
		var notFound *scw.ResourceNotFoundError
		if errors.As(err, &notFound) {
			return true, nil
		}
		return false, err
	})
}
