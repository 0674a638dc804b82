package training

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"

	"github.com/sgnlab/sgnlab/paperlib/env"
)

// Backend is an open GoMLX backend with the facts that belong into a result's provenance.
type Backend struct {
	compute.Backend
	Kind         string // "xla" or "go"
	Plugin       string // path of the PJRT plugin; empty for the pure-Go backend
	PluginDigest string // SHA-256 of the plugin, hexadecimal
	Device       string // "cpu" or "cuda"
	Why          string // which path was taken and what it costs, one sentence
}

// Candidate is one backend that Probe found or missed.
type Candidate struct {
	Config string // a value for SGNLAB_BACKEND
	Where  string // how it was found
	Err    error  // why it cannot be used; nil when it was opened and closed again
	Chosen bool   // Open would take this one
}

// Open opens the backend that computes.
//
// SGNLAB_BACKEND decides if it is set: "go" (pure Go), "xla" (the first XLA plugin found), "xla:/abs/plugin.so" or
// "xla:cuda" (that plugin). An unusable choice is an error, never a silent fall-back. If it is not set, an XLA plugin
// is looked for by go-xla's own rules (PJRT_PLUGIN_LIBRARY_PATH, ~/.local/lib/go-xla, ...) and then in the project's
// Python environment; if there is none the pure-Go backend is taken, and Why says so. A plugin that is found but does
// not load is an error. Loading a plugin cannot be interrupted: ctx is looked at before and behind it.
func Open(ctx context.Context) (*Backend, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := open()
	if err == nil && ctx.Err() != nil {
		b.Finalize()
		return nil, ctx.Err()
	}
	return b, err
}

func open() (*Backend, error) {
	choice, err := env.Backend()
	if err != nil {
		return nil, err
	}
	switch {
	case choice == "go":
		return openGo("pure-Go backend, chosen by SGNLAB_BACKEND=go")
	case choice == "xla" || strings.HasPrefix(choice, "xla:"):
		b, err := openXLA(strings.TrimPrefix(strings.TrimPrefix(choice, "xla"), ":"))
		if err != nil {
			return nil, fmt.Errorf("SGNLAB_BACKEND=%s cannot be used: %w", choice, err)
		}
		b.Why += ", chosen by SGNLAB_BACKEND"
		return b, nil
	}
	if !haveXLA {
		return openGo("pure-Go backend (this program was built without XLA): convolutions are 10 to 15 times slower")
	}
	plugin, where := findPlugin()
	if plugin == "" {
		return openGo("pure-Go backend, because no XLA plugin was found (scripts/setup.sh installs one on Linux x86-64): convolutions are 10 to 15 times slower")
	}
	b, err := openXLA(plugin)
	if err != nil {
		return nil, fmt.Errorf("the XLA plugin %s (%s) does not load: %w. Repair it with scripts/setup.sh, or set SGNLAB_BACKEND=go to compute without it", plugin, where, err)
	}
	b.Why += " (" + where + ")"
	return b, nil
}

// Probe opens and closes every backend that can be found, for a report on the installation.
func Probe(ctx context.Context) []Candidate {
	var list []Candidate
	if haveXLA {
		if plugin, where := findPlugin(); plugin != "" {
			b, err := openXLA(plugin)
			if err == nil {
				b.Finalize()
			}
			list = append(list, Candidate{Config: "xla:" + plugin, Where: where, Err: err})
		} else {
			list = append(list, Candidate{Config: "xla", Where: "no plugin", Err: errNoPlugin})
		}
	} else {
		list = append(list, Candidate{Config: "xla", Where: "not in this build", Err: errNoXLA})
	}
	list = append(list, Candidate{Config: "go", Where: "built in"})
	chosen, err := Open(ctx)
	if err != nil {
		return append(list, Candidate{Config: os.Getenv("SGNLAB_BACKEND"), Where: "SGNLAB_BACKEND", Err: err, Chosen: true})
	}
	defer chosen.Finalize()
	for i, c := range list {
		if c.Config == chosen.Kind || c.Config == "xla:"+chosen.Plugin && chosen.Plugin != "" {
			list[i].Chosen = true
			return list
		}
	}
	return append(list, Candidate{Config: "xla:" + chosen.Plugin, Where: "SGNLAB_BACKEND", Chosen: true})
}

// Facts are the lines about the backend for a result's provenance.
func (b *Backend) Facts() map[string]string {
	return map[string]string{"backend": b.Kind, "plugin": filepath.Base(b.Plugin), "plugin_sha256": b.PluginDigest,
		"device": b.Device, "arch": runtime.GOOS + "/" + runtime.GOARCH}
}

// Identity is the same for two backends exactly when they compute the same bits: a checkpoint resumes only on the
// identity that wrote it.
func (b *Backend) Identity() string {
	if b.Kind == "go" {
		return "go/" + runtime.GOARCH
	}
	return "xla/" + b.Device + "/" + b.PluginDigest
}

func openGo(why string) (*Backend, error) {
	be, err := gobackend.New("")
	if err != nil {
		return nil, fmt.Errorf("open the pure-Go backend: %w", err)
	}
	return &Backend{Backend: be, Kind: "go", Device: "cpu", Why: why}, nil
}
