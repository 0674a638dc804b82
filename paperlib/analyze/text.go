package analyze

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// textWidth is where the text report breaks lines.
const textWidth = 96

// WriteText writes the report for a reader at a terminal.
func (r *Report) WriteText(out io.Writer) error {
	var b strings.Builder
	b.WriteString(wrap(r.Words, "", ""))
	fmt.Fprintf(&b, "\n%s, %d draws each; %d judged, %d constant, %d non-finite, %d tied, %d not fitted\n\n",
		coordinates(r.Coordinates), r.Draws, r.Counts.Judged, r.Counts.Dead, r.Counts.NonFinite, r.Counts.Tied, r.Counts.NotFitted)
	if r.Counts.Judged > 0 {
		r.writeTables(&b)
	}
	for _, w := range r.Warnings {
		b.WriteString(wrap(w, "! ", "  "))
	}
	b.WriteString("What the verdict does not say:\n")
	for _, l := range r.Limits {
		b.WriteString(wrap(l, "- ", "  "))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *Report) writeTables(b *strings.Builder) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "best described by\tcoordinates\tclearly\t")
	for _, f := range tails.Families() {
		fmt.Fprintf(w, "%s\t%d\t%d\t\n", f, r.Best[f], r.BestClear[f])
	}
	w.Flush()
	b.WriteByte('\n')
	w = tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "test\ttested\trejected\t")
	fmt.Fprintf(w, "Gaussian\t%d\t%d\t\n", r.Gaussian.Tested, r.Gaussian.Rejected())
	for _, t := range []struct {
		name string
		t    Tests
	}{{"sum-stability", r.SumStability.Tests}, {"fit of the stable law", r.Fit}, {"symmetry", r.Symmetry}} {
		fmt.Fprintf(w, "%s\t%d\t%d\t\n", t.name, t.t.Tested, t.t.Rejected)
	}
	w.Flush()
	a := r.Alpha
	fmt.Fprintf(b, "\nfitted tail index alpha: %.3f to %.3f, quartiles %.3f %.3f %.3f\n\n", float64(a.Min), float64(a.Max), float64(a.Q25), float64(a.Median), float64(a.Q75))
}

// wrap breaks a paragraph into lines.
func wrap(text, first, rest string) string {
	var b strings.Builder
	line := first
	for i, word := range strings.Fields(text) {
		if i > 0 && len(line)+1+len(word) > textWidth {
			b.WriteString(line + "\n")
			line = rest + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}
