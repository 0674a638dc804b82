package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// damaged interrupts the job, spoils one of the files that it has left, and calls it again: it must refuse, or come to
// the bytes of an undisturbed run. When it refuses it must go on once the file is gone, or at the latest when all is.
func (j job) damaged() Scenario {
	return j.against("damage-", "a damaged file of an interrupted '"+j.args[0]+"' is refused or mended, never believed", func(ctx context.Context, k *Case, want *reference) error {
		c := j.command()
		c.kill = &kill{after: time.Duration((0.2 + k.Rand.Float64()) * float64(want.took)), signal: syscall.SIGKILL, group: true}
		if _, err := k.do(ctx, c); err != nil {
			return err
		}
		file, how, err := j.spoil(k)
		if err != nil || file == "" {
			return err
		}
		k.note(fmt.Sprintf("# %s: %s", file, how))
		err = j.refusedOrSame(ctx, k, want, file)
		if err != nil {
			err = fmt.Errorf("%q was damaged (%s): %w", file, how, err)
		}
		return err
	})
}

// spoil damages one of the files in box and keeps the damaged one beside.
func (j job) spoil(k *Case) (file, how string, err error) {
	all, err := readTree(k.path("box"))
	if err != nil {
		return "", "", err
	}
	files := slices.DeleteFunc(all.files(), func(p string) bool {
		// Finished results, provenance and pages are not read again by the command that wrote them; locks are empty.
		return !j.kept && j.results(filepath.ToSlash(p)) || filepath.Base(p) == "provenance.json" || !drawn(filepath.ToSlash(p)) || fileSize(k.path("box", p)) == 0
	})
	if len(files) == 0 {
		return "", "", nil // killed too early: nothing to damage
	}
	file = files[k.Rand.IntN(len(files))]
	how, err = damage(k.Rand, k.path("box", file))
	if err != nil {
		return "", "", err
	}
	if b, err := os.ReadFile(k.path("box", file)); err == nil {
		if err := k.write("damaged/"+filepath.Base(file), b); err != nil {
			return "", "", err
		}
	}
	return file, how, nil
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (j job) refusedOrSame(ctx context.Context, k *Case, want *reference, file string) error {
	o, err := k.do(ctx, j.command())
	if err != nil {
		return err
	}
	if err := o.sound(); err != nil {
		return err
	}
	if o.status == 0 {
		return j.same(k, want, o)
	}
	if o.status == 130 {
		return o.wrap(errors.New("exit status 130 without a signal"))
	}
	refused := o.stderr
	if err := os.RemoveAll(k.path("box", file)); err != nil {
		return err
	}
	if o, err = k.do(ctx, j.command()); err != nil {
		return err
	}
	if err := o.sound(); err != nil {
		return fmt.Errorf("refused and removed: %w", err)
	}
	if o.status == 0 {
		return j.same(k, want, o)
	}
	for _, d := range []string{"box", "tmp"} {
		if err := errors.Join(os.RemoveAll(k.path(d)), os.MkdirAll(k.path(d), 0o755)); err != nil {
			return err
		}
	}
	if err := j.finish(ctx, k, want); err != nil {
		return fmt.Errorf("refused (%s), and begun anew: %w", shorten(refused, 300), err)
	}
	return nil
}
