package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Case is one try of a scenario in a folder of its own:
//
//	box      the working directory of the program, in which it may write
//	in       inputs, which it may read
//	beside   what belongs to somebody else
//	tmp      TMPDIR
//
// The folders in and beside must be the same afterwards.
type Case struct {
	Dir  string
	Rand *rand.Rand
	Seed uint64

	campaign *Campaign
	scenario Scenario
	commands []string // as they could be typed
	clean    []func() // at the end, also after a failure
}

// newCase makes the sandbox.
func (c *Campaign) newCase(s Scenario, seed uint64) (*Case, error) {
	k := &Case{Dir: filepath.Join(c.Folder, fmt.Sprintf("%s-%d", s.Name, seed)), Rand: rng.New(seed, "chaos", s.Name), Seed: seed, campaign: c, scenario: s}
	if err := os.RemoveAll(k.Dir); err != nil {
		return nil, err
	}
	for _, d := range []string{"box", "in", "beside", "tmp"} {
		if err := os.MkdirAll(filepath.Join(k.Dir, d), 0o755); err != nil {
			return nil, err
		}
	}
	for name, text := range map[string]string{"results.csv": "1,2\n3,4\n", "notes.txt": "of somebody else\n", "deep/weights.safetensors": "not ours"} {
		if err := k.write(filepath.Join("beside", name), []byte(text)); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// write makes a file of the sandbox.
func (k *Case) write(name string, b []byte) error {
	path := k.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

func (k *Case) path(elements ...string) string {
	return filepath.Join(append([]string{k.Dir}, elements...)...)
}

// run tries the case, and looks afterwards whether something of others was changed.
func (k *Case) run(ctx context.Context) (err error) {
	defer func() {
		for _, f := range k.clean {
			f()
		}
	}()
	if err = k.scenario.Run(ctx, k); err != nil && errors.As(err, new(skippedError)) {
		return err
	}
	if left := k.leftover(ctx); left != nil {
		err = errors.Join(err, left)
	}
	return err
}

// untouched remembers folders of the sandbox; the function it returns says what has changed in them.
func (k *Case) untouched(folders ...string) (func() error, error) {
	return k.untouchedBut(nil, folders...)
}

// untouchedBut is untouched but for files that the command was told to write, by their paths in the sandbox.
func (k *Case) untouchedBut(outputs []string, folders ...string) (func() error, error) {
	read := func(folder string) (tree, error) {
		t, err := readTree(k.path(folder))
		return t.only(func(path string) bool { return !slices.Contains(outputs, filepath.Join(folder, path)) }), err
	}
	before := map[string]tree{}
	for _, f := range folders {
		t, err := read(f)
		if err != nil {
			return nil, err
		}
		before[f] = t
	}
	return func() error {
		var errs []error
		for _, f := range folders {
			after, err := read(f)
			if err != nil {
				errs = append(errs, err)
			} else if d := before[f].differences(after); len(d) > 0 {
				errs = append(errs, fmt.Errorf("files that are not the command's own were changed in %s: %s", f, strings.Join(d, "; ")))
			}
		}
		return errors.Join(errs...)
	}, nil
}

// last are the commands of the case, the latest ones if there are many.
func (k *Case) last() []string {
	const shown = 8
	if n := len(k.commands); n > shown {
		return append([]string{fmt.Sprintf("(%d before, all are in commands.txt)", n-shown)}, k.commands[n-shown:]...)
	}
	return k.commands
}

// remove deletes the sandbox.
func (k *Case) remove() {
	if k != nil {
		os.RemoveAll(k.Dir)
	}
}
