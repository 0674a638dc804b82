package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// index is a package index that has nothing and counts who asks.
func index(t *testing.T) (url string, asked *atomic.Int32) {
	asked = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestOfflineSetUpAsksNoPackageIndex(t *testing.T) {
	clone := source(t)
	url, asked := index(t)
	settings := filepath.Join(t.TempDir(), "pip.conf")
	if err := os.WriteFile(settings, []byte("[global]\nindex-url = "+url+"/a\nfind-links = "+url+"/b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	places := []string{"PIP_NO_INDEX=", "PIP_INDEX_URL=" + url + "/c", "PIP_EXTRA_INDEX_URL=" + url + "/d", "PIP_RETRIES=0",
		"PIP_FIND_LINKS=" + url + "/e " + t.TempDir(), "PIP_CONFIG_FILE=" + settings}
	runIn(t, clone, append(places, "SGNLAB_OFFLINE=1"), "scripts/setup.sh").wantParagraph(t,
		"installing JupyterLab", "SGNLAB_OFFLINE=1 forbids the network", "PIP_FIND_LINKS", "setup.sh again")
	if n := asked.Load(); n > 0 {
		t.Errorf("the network was asked %d times", n)
	}
	runIn(t, clone, append(places, "SGNLAB_OFFLINE=0"), "scripts/setup.sh").wantParagraph(t, "installing JupyterLab")
	if asked.Load() == 0 {
		t.Error("this test cannot see the network being asked")
	}
}

func TestOfflineSetUpAsksNoModuleProxy(t *testing.T) {
	clone := moved(t)
	url, asked := index(t)
	if err := os.Remove(filepath.Join(clone, ".bin/tools.stamp")); err != nil {
		t.Fatal(err)
	}
	real := runIn(t, clone, nil, "go", "env", "GOMODCACHE", "GOCACHE")
	modules, builds, _ := strings.Cut(strings.TrimSpace(real.out), "\n")
	env := []string{"SGNLAB_OFFLINE=1", "GOPROXY=" + url, "GOSUMDB=off", "GOCACHE=" + builds}
	empty := append(env, "GOMODCACHE="+t.TempDir())
	runIn(t, clone, empty, "scripts/setup.sh").wantParagraph(t, "building the Go tools", "SGNLAB_OFFLINE=1 forbids the network", "go mod download", "setup.sh again")
	if n := asked.Load(); n > 0 {
		t.Errorf("the network was asked %d times", n)
	}
	// The advice: with the modules in the cache set-up needs no network.
	if s := runIn(t, clone, append(env, "GOMODCACHE="+modules), "scripts/setup.sh"); s.status != 0 || asked.Load() > 0 {
		t.Errorf("status %d, asked %d times\n%s%s", s.status, asked.Load(), s.out, s.err)
	}
	empty[0] = "SGNLAB_OFFLINE="
	if err := os.Remove(filepath.Join(clone, ".bin/tools.stamp")); err != nil {
		t.Fatal(err)
	}
	runIn(t, clone, empty, "scripts/setup.sh").wantParagraph(t, "building the Go tools", "module proxy")
	if asked.Load() == 0 {
		t.Error("this test cannot see the network being asked")
	}
}

func TestNonsenseInSgnlabOfflineIsAnError(t *testing.T) {
	clone := source(t)
	for _, value := range []string{"yes", "true", "2", " 1", "1 ", "no"} {
		for _, argv := range [][]string{
			{"scripts/setup.sh"}, {"scripts/reproduce.sh"}, {"scripts/lab.sh"}, {"scripts/bench.sh", "levy"},
			{"scripts/execute_notebook.py", "a.ipynb", "b.ipynb"},
		} {
			s := runIn(t, clone, []string{"SGNLAB_OFFLINE=" + value}, argv...)
			s.wantParagraph(t, "SGNLAB_OFFLINE is '"+value+"'", "set it to 1", "[Nn]othing was done")
			if s.status != 2 {
				t.Errorf("%v: exit status %d, want 2", argv, s.status)
			}
		}
	}
	for _, name := range []string{".venv", ".bin", ".jupyter", ".go"} {
		if have(t, filepath.Join(clone, name)) {
			t.Errorf("%s was made all the same", name)
		}
	}
}
