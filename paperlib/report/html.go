package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

//go:embed report.gohtml
var pageText string

//go:embed report.css
var style string

// HTML writes outDir/report.html: one page with everything in it (style, figures, tables, verdicts, checks, settings),
// that needs no network and no other file. The paper's numbers, where an owner of the PDF entered them, stand beside
// ours. The same folder gives the same bytes. Verdicts that were reached by other criteria than known are refused.
func HTML(outDir string, known Criteria) error {
	var paper []PaperNumber
	if dir, err := lab.PublishedDir(); err == nil {
		if paper, err = readPaper(filepath.Join(dir, PaperFile)); err != nil {
			return err
		}
	}
	b, err := page(outDir, paper, known)
	if err != nil {
		return err
	}
	return lab.WriteFile(filepath.Join(outDir, "report.html"), b)
}

func page(outDir string, paper []PaperNumber, known Criteria) ([]byte, error) {
	r, err := load(outDir, known)
	if err != nil {
		return nil, err
	}
	if len(r.Notebooks) == 0 {
		return nil, fmt.Errorf("there is nothing to report in %s: no notebook has left figures, verdicts or checks there; "+
			"run scripts/reproduce.sh first", outDir)
	}
	t, err := template.New("report").Funcs(template.FuncMap{
		"num": num, "interval": interval, "slug": slug, "image": image, "columns": columns, "table": fragment, "data": dataLink,
		"short": lab.Short, "seconds": seconds, "mark": mark, "join": strings.Join,
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("the report's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newView(r, paper)); err != nil {
		return nil, fmt.Errorf("making the report: %w", err)
	}
	return b.Bytes(), nil
}

// view is what the template shows.
type view struct {
	Style      template.CSS
	Policy     string
	Profile    string
	Meaning    string // what the profile means for the numbers on the page
	Data       []string
	Seeds      []string
	Facts      []string
	Code       []string
	KnobTurned bool
	Claims     []claimRow
	Notebooks  []*notebook
	Settled    int // claims with a verdict
	Within     int
	Out        int
	Reported   int // checks that only report: knob turned, nothing published
	Wall       float64
	Compute    float64
}

func newView(r *run, paper []PaperNumber) view {
	v := view{Style: template.CSS(style), Policy: Policy, Notebooks: r.Notebooks, Claims: r.claims(paper)}
	var profiles []string
	add := func(list *[]string, items ...string) {
		for _, s := range items {
			if s != "" && !contains(*list, s) {
				*list = append(*list, s)
			}
		}
	}
	for _, n := range r.Notebooks {
		if n.Described {
			add(&profiles, string(n.Profile))
			add(&v.Seeds, strconv.FormatUint(n.Seed, 10))
		}
		add(&v.Data, n.Data...)
		add(&v.Code, n.Code...)
		add(&v.Facts, n.Facts...)
		for _, d := range n.Drawings {
			add(&profiles, d.Stamp.Profile)
			add(&v.Data, d.Stamp.Data...)
		}
		v.KnobTurned = v.KnobTurned || n.KnobTurned
		v.Wall += n.Wall
		v.Compute += n.Seconds
		for _, c := range n.Checks {
			switch c.State {
			case lab.InTolerance:
				v.Within++
			case lab.OutOfTolerance:
				v.Out++
			default:
				v.Reported++
			}
		}
	}
	for _, c := range v.Claims {
		if len(c.Verdicts) > 0 {
			v.Settled++
		}
	}
	v.Profile = strings.Join(profiles, " and ")
	v.Meaning = meaning(profiles)
	return v
}

func meaning(profiles []string) string {
	if len(profiles) != 1 {
		return "The parts of this page were run with different profiles or do not say which: compare no numbers across them."
	}
	switch lab.Profile(profiles[0]) {
	case lab.Smoke:
		return "The smallest numbers that exercise every step. They show that the pipeline runs; no figure or verdict here means anything."
	case lab.Quick:
		return "Small numbers that run in minutes. Figures and verdicts show the method at work; the published ones come from the full profile."
	case lab.Full:
		return "The numbers of the published figures."
	case lab.GPU:
		return "The full questions on larger nets; the published figures come from the full profile."
	default:
		return "This profile is unknown to this version of the report."
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// num writes four significant digits.
func num(f float64) string {
	switch {
	case math.IsNaN(f):
		return "none"
	case math.IsInf(f, 1):
		return "∞"
	case math.IsInf(f, -1):
		return "−∞"
	}
	return strings.Replace(strconv.FormatFloat(f, 'g', 4, 64), "-", "−", 1)
}

func interval(v scoped) string {
	if math.IsNaN(v.Lo) && math.IsNaN(v.Hi) || v.IntervalKind == "" {
		return ""
	}
	return "[" + num(v.Lo) + ", " + num(v.Hi) + "]"
}

// seconds writes a run time; an unknown one is a dash.
func seconds(s float64) string {
	if s <= 0 {
		return "–"
	}
	return lab.Duration(time.Duration(s * float64(time.Second)))
}

// mark is the sign that stands beside the colour of an outcome or a check's state.
func mark(state string) string {
	switch state {
	case string(lab.Supported), lab.InTolerance:
		return "✓"
	case string(lab.NotSupported), lab.OutOfTolerance:
		return "✗"
	case string(lab.Depends):
		return "±"
	case NotRun, ByTest:
		return "–"
	default:
		return "?"
	}
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(s), "-"), "-")
}
