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

// raceScenarios run the tests of the packages that share memory between goroutines under the race detector, each once.
func raceScenarios() (list []Scenario) {
	for _, r := range []struct {
		name   string
		budget time.Duration // it takes minutes
	}{{"matrix", 10 * time.Minute}, {"files", 10 * time.Minute}, {"lab", 10 * time.Minute}, {"analyze", 10 * time.Minute}, {"stable", 20 * time.Minute}, {"levy", 20 * time.Minute}, {"sgn", 30 * time.Minute}} {
		list = append(list, raced(r.name, r.budget))
	}
	return list
}

// raced runs the tests of one package.
func raced(name string, budget time.Duration) Scenario {
	return Scenario{Name: "race-" + name, Share: 1, Budget: budget, Cases: 1, About: "the tests of " + name + " under the race detector",
		Run: func(ctx context.Context, k *Case) error {
			if _, err := os.Stat(filepath.Join(k.campaign.Root, "paperlib", name)); err != nil {
				return skipf("there is no such package: %v", err)
			}
			if k.campaign.Go == "" {
				return skipf("there is no go command")
			}
			// Pointers of the arithmetic of GoMLX's Go backend pass the ends of arrays, which checkptr, on by default with
			// -race, takes for a fault before any race can be found.
			o, err := k.do(ctx, command{program: k.campaign.Go, env: []string{"TMPDIR=" + os.TempDir(), "SGNLAB_ROOT=", "SGNLAB_RUNS=", "SGNLAB_CACHE="}, unbounded: true,
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
