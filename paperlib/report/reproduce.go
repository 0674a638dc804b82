package report

import (
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

//go:embed reproduce.gomd
var reproduceText string

// Reproduce writes REPRODUCE.md from the published results (figures/results): every claim with expected against
// observed, criterion and verdict, then settings, seeds, run time and hardware. The same results give the same bytes,
// so a test can tell whether the committed file is current. A claim without results says so. Verdicts that were reached by
// other criteria than known are refused.
func Reproduce(w io.Writer, results string, known Criteria) error {
	r, err := load(results, known)
	if err != nil {
		return err
	}
	paper, err := readPaper(filepath.Join(results, PaperFile))
	if err != nil {
		return err
	}
	t, err := template.New("reproduce").Funcs(template.FuncMap{
		"num": num, "interval": interval, "short": lab.Short, "seconds": seconds, "cell": cell, "anchor": anchor,
		"join": strings.Join, "seed": func(s uint64) string { return strconv.FormatUint(s, 10) },
	}).Parse(reproduceText)
	if err != nil {
		return fmt.Errorf("the template of REPRODUCE.md: %w", err)
	}
	v := newView(r, paper)
	if err := t.Execute(w, v); err != nil {
		return fmt.Errorf("making REPRODUCE.md: %w", err)
	}
	return nil
}

// anchor is the name that a heading of these words has in a link: "c6a-equations".
func anchor(heading string) string {
	return strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(heading))
}

// cell makes a text fit in a cell of a Markdown table.
func cell(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`).Replace(s)
}

// Paper tells whether any number of the paper was entered.
func (v view) Paper() bool {
	for _, c := range v.Claims {
		if len(c.Paper) > 0 {
			return true
		}
	}
	return false
}
