package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Record is what a notebook hands over at its end.
type Record struct {
	Title    string            // the notebook's claim as a sentence
	Profile  lab.Profile       // the numbers it ran with
	Seed     uint64            // the root seed
	Settings map[string]string // the knobs, as a reader would write them
	Data     []string          // the data sets, by name
	Entries  []*lab.Entry      // the results it is drawn from
	Criteria []lab.Criterion   // the study's present criteria: verdicts by others are refused
	Verdicts []lab.Verdict
	Checks   []lab.CheckResult
}

// Section is what provenance/NN.json holds of a notebook.
type Section struct {
	Notebook   string            `json:"notebook"`
	Title      string            `json:"title"`
	Profile    lab.Profile       `json:"profile"`
	Seed       uint64            `json:"seed"`
	KnobTurned bool              `json:"knob_turned"`
	Settings   map[string]string `json:"settings"`
	Data       []string          `json:"data"`
	Results    []Source          `json:"results"`
	Facts      []string          `json:"facts"`              // backend and the like, each once: "backend: go"
	Hardware   []string          `json:"hardware"`           // each machine once
	Code       []string          `json:"code"`               // each source once
	Criteria   []CriteriaText    `json:"criteria,omitempty"` // under which texts of its criteria it was computed, each once
	Seconds    float64           `json:"compute_seconds"`
	Modules    map[string]string `json:"modules"`
}

// Source is a result in the store that a section rests on.
type Source struct {
	Study   string  `json:"study"`
	ID      string  `json:"id"`
	Seconds float64 `json:"seconds"`
}

// CriteriaText is the text of criteria as a result names it.
type CriteriaText struct {
	File   string `json:"file"`             // from the root of the clone
	Blob   string `json:"blob"`             // its git id, by which any clone finds the commit that wrote it
	Day    string `json:"day,omitempty"`    // on which that was written
	Commit string `json:"commit,omitempty"` // as the clone called it in which the result was computed, or lab.Uncommitted
}

var number = regexp.MustCompile(`^[0-9]{2}$`)

// Save writes the verdicts, checks and provenance of notebook nn ("01") into an output folder. It refuses verdicts
// that were reached by a criterion other than those in r.
func Save(outDir, nn string, r Record) error {
	if !number.MatchString(nn) {
		return fmt.Errorf("%q is not the number of a notebook; it has two digits, such as 01", nn)
	}
	if r.Title == "" || r.Profile == "" || len(r.Data) == 0 {
		return fmt.Errorf("the record of notebook %s lacks its title, its profile or its data sets; a result always names them", nn)
	}
	if err := lab.CheckVerdicts(r.Verdicts, r.Criteria); err != nil {
		return fmt.Errorf("notebook %s: %w", nn, err)
	}
	s := Section{Notebook: nn, Title: r.Title, Profile: r.Profile, Seed: r.Seed, Settings: r.Settings, Data: r.Data}
	for _, c := range r.Checks {
		s.KnobTurned = s.KnobTurned || c.KnobTurned
	}
	if err := s.gather(r.Entries); err != nil {
		return fmt.Errorf("notebook %s: %w", nn, err)
	}
	if r.Verdicts == nil {
		r.Verdicts = []lab.Verdict{}
	}
	if r.Checks == nil {
		r.Checks = []lab.CheckResult{}
	}
	return errors.Join(
		lab.WriteJSON(filepath.Join(outDir, "verdicts", nn+".json"), r.Verdicts),
		lab.WriteJSON(filepath.Join(outDir, "checks", nn+".json"), r.Checks),
		lab.WriteJSON(filepath.Join(outDir, "provenance", nn+".json"), s))
}

// gather reads the provenance of the results; what several share is named once.
func (s *Section) gather(entries []*lab.Entry) error {
	s.Modules = map[string]string{}
	add := func(list *[]string, text string) {
		if text != "" && !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	for _, e := range entries {
		p, err := e.Provenance()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(s.Results, func(o Source) bool { return o.ID == e.ID && o.Study == e.Study }) {
			continue
		}
		s.Results = append(s.Results, Source{e.Study, e.ID, p.Seconds})
		s.Seconds += p.Seconds
		c := CriteriaText{p.Facts[lab.WrittenFile], p.Facts[lab.WrittenBlob], p.Facts[lab.WrittenDay], p.Facts[lab.WrittenCommit]}
		if c.Blob != "" && !slices.Contains(s.Criteria, c) {
			s.Criteria = append(s.Criteria, c)
		}
		for k, v := range p.Facts {
			if k != lab.WrittenFile && k != lab.WrittenBlob && k != lab.WrittenDay && k != lab.WrittenCommit {
				add(&s.Facts, k+": "+v)
			}
		}
		add(&s.Hardware, describe(p))
		add(&s.Code, p.Code.String())
		for k, v := range p.Modules {
			s.Modules[k] = v
		}
	}
	slices.Sort(s.Facts)
	slices.SortFunc(s.Results, func(a, b Source) int { return compare(a.Study+a.ID, b.Study+b.ID) })
	return nil
}

func describe(p lab.Provenance) string {
	cpu := p.Hardware.CPU
	if cpu == "" {
		cpu = "unknown processor"
	}
	text := fmt.Sprintf("%s, %d cores", cpu, p.Hardware.Cores)
	if p.Hardware.Memory > 0 {
		text += ", " + lab.Bytes(p.Hardware.Memory) + " memory"
	}
	return text + ", " + p.Platform + ", " + p.Go
}

// folders are the parts of the layout that Publish copies.
var folders = []string{"verdicts", "checks", "provenance", "timing"}

// Publish copies the small files of an output folder into the folder of published results, replacing those of the
// same notebooks, and makes the file for the paper's numbers if there is none. Given numbers of notebooks it takes these
// alone. It refuses a run with a turned knob or a check that is out of tolerance, and verdicts of other criteria than known.
func Publish(outDir, results string, known Criteria, only ...string) error {
	run, err := load(outDir, known)
	if err != nil {
		return err
	}
	for _, n := range run.Notebooks {
		if len(only) > 0 && !slices.Contains(only, n.Number) {
			continue
		}
		if n.KnobTurned {
			return fmt.Errorf("notebook %s was run with a turned knob, so it is not published; set the knobs back and run it again", n.Number)
		}
		for _, c := range n.Checks {
			if err := c.Err(); err != nil {
				return fmt.Errorf("notebook %s is not published: %w", n.Number, err)
			}
		}
		for _, c := range n.Criteria {
			if c.Commit == lab.Uncommitted {
				return fmt.Errorf("notebook %s is not published: it was computed under criteria that no commit has, and a rule that may have been written after the result "+
					"proves nothing. Commit %s alone, remove the results of the notebook from the run store, and run it again", n.Number, c.File)
			}
		}
		for _, folder := range folders {
			b, err := files.ReadFile(filepath.Join(outDir, folder, n.Number+".json"), largestFile)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return fmt.Errorf("publishing notebook %s: %w", n.Number, err)
			}
			if err := lab.WriteFile(filepath.Join(results, folder, n.Number+".json"), b); err != nil {
				return err
			}
		}
	}
	paper := filepath.Join(results, PaperFile)
	if _, err := os.Stat(paper); errors.Is(err, fs.ErrNotExist) {
		return lab.WriteFile(paper, []byte(PaperTemplate))
	}
	return nil
}

// readJSON reads a file of the layout; a missing one leaves v as it is.
func readJSON(path string, v any) error {
	b, err := files.ReadFile(path, largestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w; run its notebook again", path, err)
	}
	return nil
}
