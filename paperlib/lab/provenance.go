package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/modfile"
)

// Provenance tells where a result comes from. Time, hardware and commit lie here and nowhere else in an entry.
type Provenance struct {
	Study       string              `json:"study"`
	ID          string              `json:"id"`
	Seed        uint64              `json:"seed"`
	Code        Code                `json:"code"`
	Go          string              `json:"go"`
	Platform    string              `json:"platform"`
	Modules     map[string]string   `json:"modules"`
	Hardware    Hardware            `json:"hardware"`
	Environment map[string]string   `json:"environment"` // the SGNLAB_ variables
	Inputs      map[string]string   `json:"inputs"`      // digests, as in the unit
	Facts       map[string]string   `json:"facts"`       // what the caller knows: backend, plugin digest, ...
	Started     time.Time           `json:"started"`
	Seconds     float64             `json:"seconds"`
	Files       map[string]FileInfo `json:"files"`
	Omitted     map[string]FileInfo `json:"omitted,omitempty"` // files of the entry that were not published
}

func newProvenance(w *Work) Provenance {
	p := ProvenanceNow(context.Background())
	p.Study, p.ID, p.Seed = w.unit.Study, w.id, w.unit.Seed
	p.Started, p.Seconds = w.started.UTC().Truncate(time.Second), time.Since(w.started).Seconds()
	for k, v := range w.unit.Inputs {
		p.Inputs[k] = v
	}
	maps.Copy(p.Facts, w.extra)
	return p
}

// ProvenanceNow returns the provenance of this process: code, modules, hardware, environment and the facts in ctx. It
// is what a stamp or a report shows when there is no single entry to ask.
func ProvenanceNow(ctx context.Context) Provenance {
	p := Provenance{
		Code: code(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Modules: modules(), Hardware: hardware(), Environment: map[string]string{},
		Inputs: map[string]string{}, Facts: provenanceValues(ctx), Files: map[string]FileInfo{},
		Started: time.Now().UTC().Truncate(time.Second),
	}
	for _, kv := range os.Environ() {
		if k, v, _ := strings.Cut(kv, "="); strings.HasPrefix(k, "SGNLAB_") {
			p.Environment[k] = portable(v)
		}
	}
	return p
}

// modules returns the versions of the modules that are linked into this process. A test binary does not know them;
// then they are those that the clone's go.mod requires.
func modules() map[string]string {
	m := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			m[d.Path] = d.Version
			if d.Replace != nil {
				m[d.Path] = "replaced by " + portable(d.Replace.Path) + " " + d.Replace.Version
			}
		}
	}
	if len(m) > 0 {
		return m
	}
	if root, err := Root(); err == nil {
		if b, err := os.ReadFile(filepath.Join(root, "go.mod")); err == nil {
			if f, err := modfile.ParseLax("go.mod", b, nil); err == nil {
				for _, r := range f.Require {
					m[r.Mod.Path] = r.Mod.Version
				}
			}
		}
	}
	return m
}

type factsKey struct{}

// WithProvenance returns a context under which every result notes the fact in its provenance: what only the caller
// knows, such as the backend and the digest of its plugin. It does not change any id.
func WithProvenance(ctx context.Context, key, value string) context.Context {
	m := provenanceValues(ctx)
	m[key] = portable(value)
	return context.WithValue(ctx, factsKey{}, m)
}

func provenanceValues(ctx context.Context) map[string]string {
	m := map[string]string{}
	if above, ok := ctx.Value(factsKey{}).(map[string]string); ok {
		maps.Copy(m, above)
	}
	return m
}

// Hardware is what can be learnt about the machine without privileges; an empty field is unknown.
type Hardware struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Memory int64  `json:"memory_bytes"`
}

var hardware = sync.OnceValue(func() Hardware {
	h := Hardware{Cores: runtime.NumCPU()}
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range bytes.Lines(b) {
			if k, v, _ := strings.Cut(string(line), ":"); strings.TrimSpace(k) == "model name" {
				h.CPU = strings.TrimSpace(v)
				break
			}
		}
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range bytes.Lines(b) {
			if k, v, _ := strings.Cut(string(line), ":"); k == "MemTotal" {
				n, _ := strconv.ParseInt(strings.Fields(v + " 0")[0], 10, 64)
				h.Memory = n << 10
				break
			}
		}
	}
	return h
})

// indented returns v as JSON for people: one space of indent, a final line feed, no HTML escapes.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), err
}
