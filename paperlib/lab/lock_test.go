package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

func TestGoroutinesComputeOnce(t *testing.T) {
	s := openTest(t)
	var n atomic.Int32
	var g sync.WaitGroup
	for range 8 {
		g.Go(func() {
			got, _, err := Do(t.Context(), s, testUnit(), func(ctx context.Context, w *Work) (fit, error) {
				n.Add(1)
				return computeFit(ctx, w)
			})
			if err != nil || got.Alpha != 1.5 {
				t.Error(got, err)
			}
		})
	}
	g.Wait()
	if n.Load() != 1 {
		t.Errorf("computed %d times", n.Load())
	}
}

func TestCancelWhileWaiting(t *testing.T) {
	s := openTest(t)
	inside, release := make(chan struct{}), make(chan struct{})
	var g sync.WaitGroup
	g.Go(func() {
		_, _, err := Do(t.Context(), s, testUnit(), func(ctx context.Context, w *Work) (fit, error) {
			close(inside)
			<-release
			return computeFit(ctx, w)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	if err := s.Clean(); err == nil || !strings.Contains(err.Error(), "being computed") {
		t.Errorf("cleaning while a unit is computed: %v", err)
	}
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(WithProgress(t.Context(), NewProgress(&out, Quiet)), 200*time.Millisecond)
	defer cancel()
	_, _, err := Do(ctx, s, testUnit(), computeFit)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(out.String(), "waiting") {
		t.Errorf("waiting for a unit and cancelled: %v, said %q", err, out.String())
	}
	close(release)
	g.Wait()
}

func TestCancelKeepsOnlyTheCheckpoint(t *testing.T) {
	s := openTest(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, _, err := Do(ctx, s, testUnit(), func(ctx context.Context, w *Work) (fit, error) {
		dir, err := w.Scratch()
		if err != nil {
			return fit{}, err
		}
		if err := os.WriteFile(filepath.Join(dir, "checkpoint"), []byte("half"), 0o600); err != nil {
			return fit{}, err
		}
		cancel()
		return fit{}, ctx.Err()
	})
	if !errors.Is(err, context.Canceled) || s.Has(testUnit()) {
		t.Fatalf("cancelled: %v", err)
	}
	got, _, err := Do(t.Context(), s, testUnit(), func(_ context.Context, w *Work) (string, error) {
		dir, err := w.Scratch()
		if err != nil {
			return "", err
		}
		b, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
		return string(b), err
	})
	if err != nil || got != "half" {
		t.Errorf("the checkpoint is gone: %q %v", got, err)
	}
	if f, _ := os.ReadDir(filepath.Join(s.Dir(), scratchFolder)); len(f) > 0 {
		t.Error("the checkpoint stays after the unit is complete")
	}
}

func TestUnitThatNeedsItself(t *testing.T) {
	s := openTest(t)
	_, _, err := Do(t.Context(), s, testUnit(), func(ctx context.Context, _ *Work) (fit, error) {
		v, _, err := Do(ctx, s, testUnit(), computeFit)
		return v, err
	})
	if err == nil || !strings.Contains(err.Error(), "needs its own result") {
		t.Errorf("got %v", err)
	}
}

func TestLeftoversOfOtherUnitsAreSwept(t *testing.T) {
	s := openTest(t)
	name := "nb09-" + strings.Repeat("d", 64)
	left, foreign := filepath.Join(s.Dir(), tmpFolder, name), filepath.Join(s.Dir(), tmpFolder, "of-a-user")
	for _, dir := range []string{left, foreign, filepath.Join(s.Dir(), lockFolder)} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(s.Dir(), lockFolder, name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(t.Context(), s, testUnit(), computeFit); err != nil {
		t.Fatal(err)
	}
	if exists(left) {
		t.Error("the temporary folder of a killed process stays")
	}
	if !exists(foreign) {
		t.Error("a folder that no store made was removed")
	}
}

// A group can share a store: with the umask 002 its members may lock each other's units.
func TestLockFilesFollowTheUmask(t *testing.T) {
	old := syscall.Umask(0o002)
	defer syscall.Umask(old)
	s := openTest(t)
	if _, _, err := Do(t.Context(), s, testUnit(), computeFit); err != nil {
		t.Fatal(err)
	}
	locks, err := files.Match(filepath.Join(s.Dir(), lockFolder), "*")
	if err != nil || len(locks) != 1 {
		t.Fatal(locks, err)
	}
	if info, err := os.Stat(locks[0]); err != nil || info.Mode().Perm() != 0o664 {
		t.Errorf("the lock file has %v: %v", info.Mode(), err)
	}
}

func TestInventoryAndClean(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Adopt(filepath.Join(s.Dir(), "out", "quick")); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(filepath.Join(s.Dir(), "out", "quick", "report.html"), make([]byte, 1234)); err != nil {
		t.Fatal(err)
	}
	items, foreign, err := s.Inventory()
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int64{}
	for _, it := range items {
		sizes[it.Name] = it.Bytes
	}
	p, err := e.Provenance()
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(filepath.Join(e.Dir, "provenance.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := st.Size()
	for _, f := range p.Files {
		want += f.Bytes
	}
	if len(foreign) > 0 {
		t.Errorf("foreign: %v", foreign)
	}
	if sizes["out/quick"] != 1234 || sizes["nb01"] != want {
		t.Errorf("sizes %v, want nb01 %d and out/quick 1234", sizes, want)
	}
	if err := s.Clean(Item{Path: filepath.Dir(s.Dir())}); err == nil {
		t.Error("a folder outside of the store was deleted")
	}
	if err := s.Clean(items...); err != nil {
		t.Fatal(err)
	}
	if s.Has(testUnit()) || exists(filepath.Join(s.Dir(), "out", "quick")) {
		t.Error("items are left after Clean")
	}
	if _, e, err := Do(t.Context(), s, testUnit(), computeFit); err != nil || !e.Computed {
		t.Errorf("after Clean: %v %v", e, err)
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_999: "1.0 MB",
		1_500_000_000: "1.5 GB", 7_000_000_000_000_000: "7000.0 TB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}
