package study

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Study is what makes the figures and tables of one notebook. K are its knobs, a struct of plain values whose fields
// are named in JSON; R is the result of one unit.
type Study[K comparable, R any] struct {
	Number    string // "10", of the notebook
	Slug      string // "mean-escape-time": the notebook is 10-mean-escape-time.ipynb
	Title     string // the notebook's question or claim, as a sentence
	Folder    string // of its results in the run store
	Version   int    // counts changes of what a unit computes from the same settings
	Published K      // the knobs of the committed figure
	// Check reports knobs that cannot be computed; nil accepts all.
	Check    func(K) error
	Criteria []lab.Criterion
	// Source is the file of the criteria, which holds nothing else: results say which text they were computed under, and since
	// when it was committed. Studies that are older do not say.
	Source Source
	// Arrays are published with the results that have them.
	Arrays []string
	// Show makes everything that is shown. It is pure: the same input gives the same value.
	Show func(Input[K, R]) (*Shown, error)
}

// Source is a source file as it was compiled, embedded.
type Source struct {
	File string // from the root of the clone: "paperlib/studies/escape/criteria.go"
	Text string
}

// Input is what Show shows.
type Input[K comparable, R any] struct {
	Number   string // of the notebook
	Criteria []lab.Criterion
	Knobs    K
	Profile  lab.Profile
	Results  []Of[R]  // in the order of the units; never empty
	Absent   []string // what the profile has and this run left out, and why
	// Published are the results of the committed figure, for drawing them behind those of a turned knob.
	// There are none where nothing is published.
	Published func() ([]Of[R], error)
}

// Of is a result with its entry in the run store.
type Of[R any] struct {
	Result R
	Seed   uint64
	Entry  *lab.Entry
}

// Seeds lists the seeds of the results, each once, in their order.
func (in Input[K, R]) Seeds() (list []uint64) { return seedsOf(in.Results) }

func seedsOf[R any](results []Of[R]) (list []uint64) {
	for _, r := range results {
		if !slices.Contains(list, r.Seed) {
			list = append(list, r.Seed)
		}
	}
	return list
}

// Shown is what a study makes of its results.
type Shown struct {
	Figures  []Drawing
	Tables   []Named
	Verdicts []lab.Verdict
	// Observed are the numbers that a reproduction is checked by. Show is called once more for the results of each seed
	// alone, and the spread between seeds gives the tolerance; a seed whose results cannot be shown alone gives none.
	Observed map[string]float64
	// BySeed replaces that second call where one result joins several seeds.
	BySeed []map[string]float64
	Data   []string // names of the data sets
}

// Drawing is a figure with the name of its files. None is the usual one, "fig10-mean-escape-time", and "-part" is a part
// of it.
type Drawing struct {
	Name   string
	Figure figure.Figure
}

// Named is a table with the name of its files, likewise after "table10-mean-escape-time".
type Named struct {
	Name  string
	Table figure.Table
}

// name of files of a kind, "fig" or "table".
func (s *Study[K, R]) name(kind, own string) string {
	if own == "" || own[0] == '-' {
		return kind + s.Number + "-" + s.Slug + own
	}
	return own
}

// Accept reports knobs that the study cannot compute.
func (s *Study[K, R]) Accept(k K) error {
	if s.Check == nil {
		return nil
	}
	if err := s.Check(k); err != nil {
		return fmt.Errorf("notebook %s: %w", s.Number, err)
	}
	return nil
}

// CriteriaDigest identifies the criteria of the study; it is an input of the units whose verdicts they settle.
func (s *Study[K, R]) CriteriaDigest() string { return CriteriaDigest(s.Criteria) }

// CriteriaDigest identifies criteria.
func CriteriaDigest(criteria []lab.Criterion) string {
	all := ""
	for _, c := range criteria {
		all += c.Digest() + "\n"
	}
	return lab.Digest([]byte(all))
}

// Settings are the knobs as words for a report: what their method Settings says, else their fields by their names in JSON.
func Settings(knobs any) map[string]string {
	if k, ok := knobs.(interface{ Settings() map[string]string }); ok {
		return k.Settings()
	}
	m := map[string]string{}
	v := reflect.ValueOf(knobs)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			continue // its fields are listed for themselves
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		m[name] = fmt.Sprint(v.FieldByIndex(f.Index).Interface())
	}
	return m
}
