package chaos

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// onSmallDisk runs the job where there are a few kB of room, which is said, and again when there is more: then it must
// come to the bytes of an undisturbed run. Where no file system can be mounted, a limit on the size of a file stands in.
func (j job) onSmallDisk() Scenario {
	return j.against("disk-", "'"+j.args[0]+"' on a disk of a few kB, and again with room", func(ctx context.Context, k *Case, want *reference) error {
		room := j.room
		if room == "" {
			room = "box"
		}
		kilobytes := 4 + k.Rand.IntN(j.size)
		c := j.command()
		grow, err := k.smallDisk(ctx, room, kilobytes)
		if err != nil { // not allowed here
			k.note(fmt.Sprintf("# no file system can be mounted (%v): files of at most %d kB instead", err, kilobytes))
			c.limits = []string{fmt.Sprintf(`trap '' XFSZ; ulimit -f %d`, kilobytes)}
			grow = func() error { return nil }
		}
		o, err := k.do(ctx, c)
		if err != nil {
			return err
		}
		if err := o.sound(); err != nil {
			return fmt.Errorf("with %d kB in %s: %w", kilobytes, room, err)
		}
		if o.status == 0 {
			if err := j.same(k, want, o); err != nil {
				return fmt.Errorf("with %d kB in %s: %w", kilobytes, room, err)
			}
		} else if !saysFull(o.stderr) {
			return o.wrap(fmt.Errorf("with %d kB in %s it does not say that there is no room: exit status %d: %s", kilobytes, room, o.status, shorten(o.stderr, 800)))
		}
		if err := grow(); err != nil {
			return err
		}
		if err := j.finish(ctx, k, want); err != nil {
			return fmt.Errorf("after %d kB in %s were too few and room was made: %w", kilobytes, room, err)
		}
		return nil
	})
}

// saysFull is true for words that name the cause.
func saysFull(s string) bool {
	s = strings.ToLower(s)
	for _, words := range []string{"no space left", "disk is full", "disk full", "too large", "no room", "free space", "free: free some"} {
		if strings.Contains(s, words) {
			return true
		}
	}
	return false
}

// smallDisk mounts a file system of so many kB over a folder of the sandbox; the function it returns makes it large.
func (k *Case) smallDisk(ctx context.Context, folder string, kilobytes int) (grow func() error, err error) {
	dir := k.path(folder)
	mount := func(args ...string) error {
		b, err := exec.CommandContext(ctx, "mount", args...).CombinedOutput()
		if err != nil {
			return errors.Join(err, errors.New(strings.TrimSpace(string(b))))
		}
		return nil
	}
	if err := mount("-t", "tmpfs", "-o", fmt.Sprintf("size=%dk", kilobytes), "tmpfs", dir); err != nil {
		return nil, err
	}
	k.note(fmt.Sprintf("# mount -t tmpfs -o size=%dk tmpfs %s", kilobytes, dir))
	k.clean = append(k.clean, func() {
		_ = copyTree(dir, k.path("disk")) // to look at, when the case has failed
		_ = exec.Command("umount", dir).Run()
	})
	return func() error {
		k.note("# mount -o remount,size=512m " + dir)
		return mount("-o", "remount,size=512m", dir)
	}, nil
}
