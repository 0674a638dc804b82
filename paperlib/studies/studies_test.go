package studies

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// Every study is registered, under a number of its own, and has a notebook.
func TestEveryStudyIsRegistered(t *testing.T) {
	b, err := os.ReadFile("studies.go")
	if err != nil {
		t.Fatal(err)
	}
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range folders {
		if _, err := os.Stat(filepath.Join(f.Name(), "run")); err != nil {
			continue
		}
		n++
		if !strings.Contains(string(b), "/studies/"+f.Name()+"/run\"") {
			t.Errorf("studies.go does not import %s/run", f.Name())
		}
	}
	if n == 0 || n != len(run.Notebooks()) {
		t.Errorf("%d studies have units, %d are registered", n, len(run.Notebooks()))
	}
	for _, s := range run.Notebooks() {
		if _, err := os.Stat(filepath.Join("..", "..", "notebooks", s.Number+"-"+s.Slug+".ipynb")); err != nil {
			t.Errorf("notebook %s: %v", s.Number, err)
		}
	}
}

// A criterion that changes gets another version, so that nobody takes an old verdict for one by the present rule.
func TestACriterionThatChangesHasAnotherVersion(t *testing.T) {
	for _, n := range run.Notebooks() {
		seen := map[string]int{}
		for _, c := range n.Criteria {
			name := "criterion_" + n.Number + "_" + c.Claim
			if seen[c.Claim]++; seen[c.Claim] > 1 {
				name += "_" + strconv.Itoa(seen[c.Claim])
			}
			golden.Version(t, name, "the version of the criterion for "+c.Claim+" of notebook "+n.Number, c.Version, golden.Results{Digest: c.Digest()})
		}
	}
}

// A study says which file its criteria are: the file is there with the text that was compiled, and holds criteria alone, so that
// its first commit is that of the rule.
func TestSourcesOfCriteria(t *testing.T) {
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, n := range run.Notebooks() {
		if n.Source.File == "" {
			continue
		}
		named++
		b, err := os.ReadFile(filepath.Join(root, n.Source.File))
		if err != nil || string(b) != n.Source.Text {
			t.Errorf("notebook %s: its criteria are not those of %s (%v)", n.Number, n.Source.File, err)
		}
		if strings.Contains("\n"+n.Source.Text, "\nfunc ") {
			t.Errorf("%s holds code: a change of it would hide when the rule was written", n.Source.File)
		}
	}
	if named < 4 {
		t.Errorf("%d studies name the file of their criteria", named)
	}
}

// Under every profile a plan has the results that its index names, each after what it needs, and planning writes nothing.
func TestPlansHaveTheirResults(t *testing.T) {
	for name, value := range map[string]string{"SGNLAB_RUNS": filepath.Join(t.TempDir(), "runs"), "SGNLAB_CACHE": t.TempDir(), "SGNLAB_DATA": "", "SGNLAB_OFFLINE": "1", "SGNLAB_SEED": ""} {
		t.Setenv(name, value)
	}
	for _, profile := range lab.Profiles() {
		t.Setenv("SGNLAB_PROFILE", string(profile))
		l, err := pipeline.Open()
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range run.Notebooks() {
			jobs, index, err := n.Plan(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := lab.Merge(jobs)
			if err != nil {
				t.Errorf("notebook %s: %v", n.Number, err)
			}
			if len(index.IDs()) == 0 {
				t.Errorf("notebook %s, %s: no results", n.Number, profile)
			}
			for _, id := range index.IDs() {
				if !slices.ContainsFunc(plan, func(j lab.Job) bool { return j.ID == id && j.Study == n.Folder && j.Seconds > 0 && j.Title != "" }) {
					t.Errorf("notebook %s, %s: the result %s is no job of the plan", n.Number, profile, lab.Short(id))
				}
			}
		}
		l.Close()
	}
	if _, err := os.Stat(os.Getenv("SGNLAB_RUNS")); err == nil {
		t.Error("planning wrote into the run store")
	}
}
