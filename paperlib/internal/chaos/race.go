package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// raced are the packages whose tests run under the race detector.
var raced = []string{"sgn", "lab", "analyze", "matrix", "stable", "levy", "files"}

// raceScenario runs the tests of one package under the race detector.
func raceScenario() Scenario {
	return Scenario{Name: "race", Share: 3, Budget: 10 * time.Minute, Cases: len(raced), About: "the tests of " + strings.Join(raced, ", ") + " under the race detector",
		Run: func(ctx context.Context, k *Case) error {
			name := raced[k.Seed%uint64(len(raced))]
			if _, err := os.Stat(filepath.Join(k.campaign.Root, "paperlib", name)); err != nil {
				return nil // not a package of this version
			}
			if k.campaign.Go == "" {
				return skipf("there is no go command")
			}
			// Pointers of the arithmetic of GoMLX's Go backend pass the ends of arrays, which checkptr, on by default with
			// -race, takes for a fault before any race can be found.
			o, err := k.do(ctx, command{program: k.campaign.Go, env: []string{"TMPDIR=" + os.TempDir()}, unbounded: true,
				args: []string{"-C", k.campaign.Root, "test", "-race", "-short", "-count=1", "-gcflags=all=-d=checkptr=0", "-timeout=25m", "./paperlib/" + name}})
			if err != nil {
				return err
			}
			said := o.stdout + o.stderr
			switch {
			case strings.Contains(said, "-race requires cgo") || strings.Contains(said, "-race is not supported"):
				return skipf("the race detector needs cgo and a C compiler: %s", shorten(said, 200))
			case strings.Contains(said, "DATA RACE"):
				return o.wrap(fmt.Errorf("a data race: %s", shorten(said[strings.Index(said, "WARNING: DATA RACE"):], 6000)))
			case o.why != "":
				return o.wrap(errors.New(o.why))
			case o.status != 0:
				return o.wrap(fmt.Errorf("exit status %d: %s", o.status, shorten(said, 4000)))
			}
			return nil
		}}
}
