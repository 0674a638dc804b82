package lab

import (
	"path/filepath"
	"strings"
	"testing"

	"bytes"
)

func TestMissNamesTheNearestEntryAndWhatDiffers(t *testing.T) {
	s := openTest(t)
	far, near, asked := testUnit(), testUnit(), testUnit()
	far.Seed, far.Knobs, far.Custom = 9, map[string]any{"batch": 1, "net": "conv"}, "c0de"
	near.Versions = map[string]int{"fit": 2, "gone": 1}
	near.Inputs = map[string]string{"digits": "xyz"}
	other := testUnit()
	other.Study = "nb02"
	for _, u := range []Unit{far, near, other} {
		if _, _, err := Do(t.Context(), s, u, computeFit); err != nil {
			t.Fatal(err)
		}
	}
	asked.Knobs = map[string]any{"batch": 64, "net": "mlp", "sizes": []int{1, 2}}
	m := s.Explain(asked)
	if m.Nearest == nil || m.Nearest.ID != near.ID() || m.Entries != 2 {
		t.Fatalf("the nearest is %v of %d, want %s of 2", m.Nearest, m.Entries, Short(near.ID()))
	}
	want := []Change{{"inputs.digits", `"xyz"`, `"abc"`}, {"knobs.sizes", "absent", "[1,2]"},
		{"versions.fit", "2", "1"}, {"versions.gone", "1", "absent"}}
	if len(m.Changes) != len(want) {
		t.Fatalf("changes %v, want %v", m.Changes, want)
	}
	for i, c := range m.Changes {
		if c != want[i] {
			t.Errorf("change %d is %v, want %v", i, c, want[i])
		}
	}
	var out bytes.Buffer
	ctx := WithProgress(t.Context(), NewProgress(&out, Quiet))
	again, err := Open(s.Dir()) // another process: what this one computed are siblings in one plan and explain nothing
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(ctx, again, asked, computeFit); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "versions.fit: 2 -> 1") {
		t.Errorf("Do did not explain the miss: %q", out.String())
	}
	out.Reset()
	asked.Seed = 77
	if _, _, err := Do(ctx, again, asked, computeFit); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 0 {
		t.Errorf("Do explained a miss by a result of the same process: %q", out.String())
	}
	if m := openTest(t).Explain(asked); m.Nearest != nil || !strings.Contains(m.String(), "neither") {
		t.Errorf("an empty store: %v", m)
	}
}

func TestMissInAReadOnlyStore(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	published := t.TempDir()
	if _, err := e.Export(published, 1<<20); err != nil {
		t.Fatal(err)
	}
	ro, err := Open("", published)
	if err != nil {
		t.Fatal(err)
	}
	u := testUnit()
	u.Seed = 5
	if _, _, err := Do(t.Context(), ro, u, computeFit); err == nil || !strings.Contains(err.Error(), "seed: 1 -> 5") {
		t.Errorf("got %v", err)
	}
}

func TestExport(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	published := t.TempDir()
	for range 2 { // the second time changes nothing
		if _, err := e.Export(published, 1<<20, "u"); err != nil {
			t.Fatal(err)
		}
	}
	ro, err := Open("", published)
	if err != nil {
		t.Fatal(err)
	}
	got, pe, err := Do(t.Context(), ro, testUnit(), computeFit)
	if err != nil || !pe.Published || pe.Computed || got.Gamma != .25 {
		t.Fatalf("reading the published entry: %v %v %v", got, pe, err)
	}
	if a, err := pe.Array("u"); err != nil || len(a.F64) != 6 {
		t.Errorf("array u: %v %v", a, err)
	}
	if _, err := pe.Array("v"); err == nil || !strings.Contains(err.Error(), "not published") {
		t.Errorf("array v was left out: %v", err)
	}
	if _, err := e.Export(published, 100, "u"); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("an entry above the limit: %v", err)
	}
	if _, err := e.Export(published, 1<<20, "w"); err == nil {
		t.Error("a file that does not exist was published")
	}
	gone, err := Prune(published, "nb01", e.ID)
	if err != nil || len(gone) != 0 {
		t.Errorf("pruned the kept entry: %v %v", gone, err)
	}
	gone, err = Prune(published, "nb01")
	if err != nil || len(gone) != 1 || exists(filepath.Join(published, "nb01", e.ID)) {
		t.Errorf("pruned %v %v", gone, err)
	}
}
