package main

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

func TestLabServesTheKernelOnThisMachineOnlyBehindAToken(t *testing.T) {
	root := setUp(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	cmd := exec.Command(filepath.Join(root, "scripts/lab.sh"), "--no-browser", "--port="+strconv.Itoa(port), "--ServerApp.port_retries=0")
	cmd.Env = append(os.Environ(), "JUPYTER_TOKEN=known-to-the-test")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
	})
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); { // a full pipe would stop the server
		}
	}()

	get := func(token string) (*http.Response, error) {
		url := "http://127.0.0.1:" + strconv.Itoa(port) + "/api/kernelspecs"
		req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		if err != nil {
			return nil, err
		}
		if token != "" {
			req.Header.Set("Authorization", "token "+token)
		}
		return http.DefaultClient.Do(req)
	}
	var answer *http.Response
	for range 300 {
		if answer, err = get("known-to-the-test"); err == nil {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("JupyterLab did not answer: %v", err)
	}
	defer answer.Body.Close()
	var specs struct {
		Kernelspecs map[string]struct {
			Spec struct {
				Name string `json:"display_name"`
			}
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&specs); err != nil || specs.Kernelspecs["sgnlab"].Spec.Name != "Go (sgnlab)" {
		t.Errorf("kernels %v, %v", specs, err)
	}
	for _, token := range []string{"", "guessed"} {
		denied, err := get(token)
		if err != nil {
			t.Fatal(err)
		}
		denied.Body.Close()
		if denied.StatusCode != http.StatusForbidden {
			t.Errorf("token %q: status %s, want 403", token, denied.Status)
		}
	}
	if addrs, err := net.InterfaceAddrs(); err == nil {
		for _, a := range addrs {
			ip, ok := a.(*net.IPNet)
			if !ok || ip.IP.IsLoopback() || ip.IP.To4() == nil {
				continue
			}
			c, err := net.DialTimeout("tcp", net.JoinHostPort(ip.IP.String(), strconv.Itoa(port)), time.Second)
			if err == nil {
				c.Close()
				t.Errorf("the server also listens on %s", ip.IP)
			}
		}
	}
}
