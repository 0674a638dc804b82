package chaos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Campaign is what is to be tried on which program.
type Campaign struct {
	Program string // the sgnlab executable
	Root    string // the clone that it belongs to
	Go      string // the go command, for the race detector; empty: none
	Folder  string // where the sandboxes of the cases are made
	Seed    uint64 // of the first case of each scenario; the next ones count on from it
	Budget  time.Duration
	Once    bool // one case of each scenario, whatever the budget
	Out     io.Writer

	Limits Limits

	Scenarios []Scenario

	mu         sync.Mutex
	references map[string]*reference
	count      Count
}

// Limits are what a command may take; a zero stands for the usual bound.
type Limits struct {
	Hang   time.Duration // a command that should take a second
	Quick  time.Duration // one that is wrong, or small
	Grace  time.Duration // the end after a signal, and of what a command leaves behind
	Memory int64         // resident, bytes
}

func (l Limits) orUsual() Limits {
	return Limits{cmp.Or(l.Hang, 2*time.Minute), cmp.Or(l.Quick, 45*time.Second), cmp.Or(l.Grace, 20*time.Second), cmp.Or(l.Memory, 2<<30)}
}

// Count is what came of the cases.
type Count struct {
	Passed, Failed, Skipped int
}

// String is the last line of a campaign.
func (c Count) String() string {
	s := fmt.Sprintf("%d passed, %d failed", c.Passed, c.Failed)
	if c.Skipped > 0 {
		s += fmt.Sprintf(", %d skipped", c.Skipped)
	}
	return s
}

// turn is a scenario with what it has used.
type turn struct {
	Scenario
	seed    uint64
	cases   int
	used    time.Duration
	skipped bool // it cannot be tried here
}

// mean is how long a case takes.
func (t *turn) mean() time.Duration { return t.used / time.Duration(max(1, t.cases)) }

// done says that no case is to come.
func (t *turn) done(once bool) bool {
	return t.skipped || once && t.cases > 0 || t.Cases > 0 && t.cases >= t.Cases
}

// Run tries one case of every scenario, and then goes on with the one that has used the least of its share for as long
// as another case of it fits into the budget. An error means that the campaign itself could not be held.
func (c *Campaign) Run(ctx context.Context) (Count, error) {
	if _, err := os.Stat(c.Program); err != nil {
		return Count{}, fmt.Errorf("the program to be tried: %w; scripts/setup.sh builds it", err)
	}
	c.Limits = c.Limits.orUsual()
	begun := time.Now()
	var turns []*turn
	for _, s := range c.Scenarios {
		t := &turn{Scenario: s, seed: c.Seed}
		if s.Budget > c.Budget && !c.Once {
			c.skip(t, fmt.Sprintf("it is tried when the campaign has %v", s.Budget))
		}
		turns = append(turns, t)
	}
	for _, t := range turns {
		if ctx.Err() == nil && !t.skipped {
			c.try(ctx, t)
		}
	}
	for ctx.Err() == nil {
		left := c.Budget - time.Since(begun)
		var next *turn
		for _, t := range turns {
			if t.done(c.Once) || t.mean() > left {
				continue
			}
			if next == nil || float64(t.used)/t.Share < float64(next.used)/next.Share {
				next = t
			}
		}
		if next == nil {
			break
		}
		c.try(ctx, next)
	}
	for _, t := range turns {
		if t.cases > 0 {
			fmt.Fprintf(c.Out, "%-24s %4d cases in %v\n", t.Name, t.cases, t.used.Round(time.Second))
		}
	}
	return c.count, ctx.Err()
}

// skip says why a scenario is left out.
func (c *Campaign) skip(t *turn, why string) {
	t.skipped = true
	c.count.Skipped++
	fmt.Fprintf(c.Out, "skip %s: %s\n", t.Name, why)
}

// try runs the next case of a scenario.
func (c *Campaign) try(ctx context.Context, t *turn) {
	seed := t.seed
	t.seed++
	begun := time.Now()
	k, err := c.newCase(t.Scenario, seed)
	if err == nil {
		err = k.run(ctx)
	}
	t.used += time.Since(begun)
	t.cases++
	var skipped skippedError
	switch {
	case ctx.Err() != nil: // what an interrupted case says means nothing
		k.remove()
	case err == nil:
		c.count.Passed++
		k.remove()
	case errors.As(err, &skipped):
		c.skip(t, skipped.Error())
		k.remove()
	default:
		c.count.Failed++
		c.failed(k, t.Name, seed, err)
	}
}

// failed prints a failure with what is needed to see it again.
func (c *Campaign) failed(k *Case, name string, seed uint64, err error) {
	fmt.Fprintf(c.Out, "FAIL %s, seed %d\n  %s\n", name, seed, strings.ReplaceAll(visible(err.Error()), "\n", "\n  "))
	if k == nil {
		return
	}
	for _, line := range k.last() {
		fmt.Fprintf(c.Out, "  command: %s\n", line)
	}
	fmt.Fprintf(c.Out, "  again:   scripts/chaos.sh --only %s --seed %d\n  folder:  %s\n", name, seed, k.Dir)
}

// Close removes the folder of the campaign unless it holds the sandbox of a failure.
func (c *Campaign) Close() error {
	if c.count.Failed > 0 {
		return os.RemoveAll(filepath.Join(c.Folder, "undisturbed"))
	}
	return os.RemoveAll(c.Folder)
}

// skippedError says why something cannot be tried here.
type skippedError struct{ why string }

func (e skippedError) Error() string { return e.why }

// skipf is the error of a case that cannot be tried.
func skipf(format string, a ...any) error { return skippedError{fmt.Sprintf(format, a...)} }
