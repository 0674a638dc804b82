package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

const helperSteps = 60

// TestMain lets the test binary act as the process that is killed: LAB_HELPER names what it does.
func TestMain(m *testing.M) {
	switch os.Getenv("LAB_HELPER") {
	case "":
		os.Exit(m.Run())
	case "slow":
		helper(slowCompute)
	case "big":
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			fmt.Println("no limit:", err)
			os.Exit(3)
		}
		helper(func(ctx context.Context, w *Work) (fit, error) {
			return fit{1, 1}, w.Array("big", []int{1 << 15}, make([]float64, 1<<15))
		})
	}
}

func helper(compute func(context.Context, *Work) (fit, error)) {
	s, err := Open(os.Getenv("LAB_HELPER_DIR"))
	if err == nil {
		_, _, err = Do(context.Background(), s, testUnit(), compute)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// slowCompute sums random numbers in small steps, with a checkpoint after each, and notes every start in a file
// outside of the store.
func slowCompute(ctx context.Context, w *Work) (fit, error) {
	log, err := os.OpenFile(os.Getenv("LAB_HELPER_DIR")+".starts", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fit{}, err
	}
	defer log.Close()
	scratch, err := w.Scratch()
	if err != nil {
		return fit{}, err
	}
	var sum []float64
	checkpoint := filepath.Join(scratch, "sum.json")
	if err := readJSON(checkpoint, &sum); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fit{}, err
	}
	fmt.Fprintln(log, len(sum))
	for i := len(sum); i < helperSteps; i++ {
		sum = append(sum, rng.New(1, "step", strconv.Itoa(i)).NormFloat64())
		if err := WriteJSON(checkpoint, sum); err != nil {
			return fit{}, err
		}
		time.Sleep(time.Millisecond)
	}
	for i := range 20 { // many files, so that kills fall between them
		if err := w.Array("sum"+strconv.Itoa(i), []int{helperSteps}, sum); err != nil {
			return fit{}, err
		}
	}
	return fit{sum[0], sum[helperSteps-1]}, nil
}

func helperCommand(t *testing.T, what, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), "LAB_HELPER="+what, "LAB_HELPER_DIR="+dir)
	return c
}

// contents returns the entry's files except the provenance, as one text.
func contents(t *testing.T, s *Store) string {
	t.Helper()
	e := s.Lookup("nb01", testUnit().ID())
	if e == nil {
		t.Fatal("the unit is not in the store")
	}
	if err := e.Verify(); err != nil {
		t.Fatal(err)
	}
	p, err := e.Provenance()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(p.Files)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestKilledAtRandomThenTheSameBytes(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "reference", "runs")
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if out, err := helperCommand(t, "slow", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(began)
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := contents(t, s)

	r := rand.New(rng.Stream(7, "kill"))
	kills := 0
	for round := range 8 {
		dir := filepath.Join(base, fmt.Sprintf("round %d", round))
		s, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for try := 0; ; try++ {
			if try == 100 {
				t.Fatal("100 tries did not finish the unit: no progress survives a kill")
			}
			c := helperCommand(t, "slow", dir)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			// Later tries live longer, so that a machine that became slower still gets to the end.
			life := time.Duration(r.Float64() * float64(whole) * (.8 + .1*float64(try)))
			timer := time.AfterFunc(life, func() { c.Process.Kill() })
			err := c.Wait()
			timer.Stop()
			if err == nil {
				break
			}
			kills++
			if e := s.Lookup("nb01", testUnit().ID()); e != nil {
				if err := e.Verify(); err != nil {
					t.Fatalf("after a kill: %v", err)
				}
			}
		}
		if got := contents(t, s); got != want {
			t.Errorf("round %d: the files are\n%s, want\n%s", round, got, want)
		}
		if f, _ := os.ReadDir(filepath.Join(dir, tmpFolder)); len(f) > 0 {
			t.Errorf("%s is left in %s", f[0].Name(), tmpFolder)
		}
	}
	t.Logf("%d kills in 8 rounds, a whole run takes %v", kills, whole)
	if kills == 0 {
		t.Error("no process was killed: the test showed nothing")
	}
}

func TestProcessesAtOnceComputeOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs")
	var all []*exec.Cmd
	for range 4 {
		c := helperCommand(t, "slow", dir)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for _, c := range all {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	b, err := os.ReadFile(dir + ".starts")
	if n := bytes.Count(b, []byte("\n")); err != nil || n != 1 {
		t.Errorf("4 processes computed the unit %d times (%v)", n, err)
	}
}

func TestFileTooLargeToWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs")
	out, err := helperCommand(t, "big", dir).CombinedOutput()
	if err == nil {
		t.Fatalf("a write beyond the limit succeeded: %s", out)
	}
	for _, want := range []string{"big.npy", "ulimit -f", "Nothing half-written counts as done"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the message lacks %q: %s", want, out)
		}
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Has(testUnit()) {
		t.Error("the half-written unit is in the store")
	}
	if _, e, err := Do(t.Context(), s, testUnit(), computeFit); err != nil || !e.Computed {
		t.Errorf("after the fault: %v %v", e, err)
	}
}
