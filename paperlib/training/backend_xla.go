//go:build !noxla && cgo

package training

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

const haveXLA = true

var (
	errNoXLA    = errors.New("this program was built without XLA")
	errNoPlugin = errors.New("no XLA plugin was found: run scripts/setup.sh (Linux x86-64), or put a PJRT plugin into a folder named by PJRT_PLUGIN_LIBRARY_PATH")
)

// findPlugin returns a plugin's path or go-xla name, and words on where it was found.
func findPlugin() (plugin, where string) {
	if names := xla.GetAvailablePlugins(); len(names) > 0 {
		if path, ok := pjrt.AvailablePlugins()[names[0]]; ok && filepath.IsAbs(path) {
			return path, "found by go-xla's rules"
		}
		return names[0], "found by go-xla's rules"
	}
	root := os.Getenv("SGNLAB_ROOT")
	if root == "" {
		root = moduleRoot()
	}
	if root == "" {
		return "", ""
	}
	// The CUDA plugin is only of use where there is a GPU; it comes first there because it was installed on purpose.
	var patterns []string
	if gpus, _ := filepath.Glob("/dev/nvidia[0-9]*"); len(gpus) > 0 {
		patterns = append(patterns, "xla_plugins/xla_cuda1*/xla_cuda_plugin.so", "jax_plugins/xla_cuda1*/xla_cuda_plugin.so", "xla_plugins/xla_cuda1*/*.so")
	}
	patterns = append(patterns, "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so")
	for _, p := range patterns {
		found, _ := filepath.Glob(filepath.Join(escapeGlob(root), ".venv", "lib", "python3*", "site-packages", p))
		if len(found) > 0 {
			slices.Sort(found)
			return found[len(found)-1], "in the project's environment"
		}
	}
	return "", ""
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// moduleRoot is the nearest folder above the working one that holds this module's go.mod.
func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if b, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil && strings.HasPrefix(string(b), "module github.com/sgnlab/sgnlab\n") {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func openXLA(plugin string) (*Backend, error) {
	if plugin == "" {
		p, _ := findPlugin()
		if p == "" {
			return nil, errNoPlugin
		}
		plugin = p
	}
	cuda := strings.Contains(plugin, "cuda")
	config := plugin
	if cuda {
		// Full float32 products and deterministic kernels: same config, same bytes.
		config += ",tf32=false,preallocate=false"
		const flag = "--xla_gpu_deterministic_ops=true"
		if flags := os.Getenv("XLA_FLAGS"); !strings.Contains(flags, flag) {
			if err := os.Setenv("XLA_FLAGS", strings.TrimSpace(flags+" "+flag)); err != nil {
				return nil, fmt.Errorf("set XLA_FLAGS: %w", err)
			}
		}
	}
	path := plugin
	if !filepath.IsAbs(path) {
		path = pjrt.AvailablePlugins()[plugin]
	}
	if path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("XLA plugin: %w", err)
		}
	}
	be, err := xla.New(config)
	if err != nil {
		return nil, err
	}
	b := &Backend{Backend: be, Kind: "xla", Plugin: path, Device: "cpu", Why: "XLA on the CPU by plugin " + filepath.Base(plugin)}
	if cuda {
		b.Device, b.Why = "cuda", "XLA on CUDA by plugin "+filepath.Base(plugin)
	}
	if path != "" {
		if b.PluginDigest, _, err = files.Digest(path); err != nil {
			be.Finalize()
			return nil, fmt.Errorf("read the XLA plugin for its digest: %w", err)
		}
	}
	return b, nil
}
