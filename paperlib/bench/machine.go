package bench

import (
	"context"
	"os"
	"runtime"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Machine describes where a run took place, without a name or a path of the machine.
type Machine struct {
	lab.Hardware
	Platform string `json:"platform"`
	Go       string `json:"go"`
	// Pinned: every implementation ran on one core that the system kept it on.
	Pinned bool `json:"pinned"`
	// Load is the system's load average over the minute before the run, empty where it is unknown. Above a few tenths
	// something else was running.
	Load string `json:"load,omitempty"`
}

func machine(pinned bool) Machine {
	p := lab.ProvenanceNow(context.Background()).Hardware
	m := Machine{Hardware: p, Platform: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Pinned: pinned}
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(b), " ")
	}
	return m
}

// ThisMachine describes where this process runs, on all its cores.
func ThisMachine() Machine { return machine(false) }
