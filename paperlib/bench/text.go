package bench

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// columns are the operations of the table, with the unit their times are shown in.
var columns = []struct {
	what, title string
	unit        float64
}{
	{LogPDF, "log-density, ns", 1e-9}, {LogPDFOne, "one a call, ns", 1e-9}, {SF, "survival, ns", 1e-9}, {Draw, "draw, ns", 1e-9},
	{"fit_1e3", "fit 1e3, ms", 1e-3}, {"fit_1e4", "fit 1e4, ms", 1e-3}, {"fit_1e5", "fit 1e5, ms", 1e-3},
}

// Print writes the result as text. The last lines are NAME<tab>VALUE.
func (r *Result) Print(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s, %d cores, %s, %s; %s\n", cmp.Or(r.Machine.CPU, "unknown processor"), r.Machine.Cores, r.Machine.Platform, r.Machine.Go,
		map[bool]string{true: "pinned to one core", false: "not pinned"}[r.Machine.Pinned])
	if load, err := strconv.ParseFloat(r.Machine.Load, 64); err == nil && load > 0.5 {
		fmt.Fprintf(b, "the load average before the run was %g: something else was running, and the times may be too long\n", load)
	}
	fmt.Fprintf(b, "medians of %d interleaved repeats (fewer where a number is slow), mean over alpha %v; [95 %% interval]; ~ scaled or extrapolated\n\n",
		r.Repeats, strings.Trim(fmt.Sprint(r.Alphas), "[]"))
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "implementation")
	for _, c := range columns {
		fmt.Fprint(t, "\t", c.title)
	}
	fmt.Fprintln(t, "\tworst error, pdf\tsf")
	for _, e := range r.Implementations {
		fmt.Fprint(t, e.Key)
		for _, c := range columns {
			fmt.Fprint(t, "\t", r.cell(e.Key, c.what, c.unit))
		}
		fmt.Fprintf(t, "\t%s\t%s\n", r.worst(e.Key, LogPDF), r.worst(e.Key, SF))
	}
	t.Flush()
	fmt.Fprintln(b)
	for _, m := range r.Measures {
		if m.Rule != "" {
			fmt.Fprintf(b, "%s %s: %s\n", m.Implementation, m.What, m.Rule)
		}
	}
	for _, a := range r.Absent {
		fmt.Fprintf(b, "not compared: %s: %s\n", a.Name, a.Why)
	}
	m := r.Many
	fmt.Fprintf(b, "270,000 coordinates x %d draws on %d cores: %.3g s; %d fits ended in an error", m.Draws, m.Workers, m.Seconds, m.Failed)
	if m.Rule != "" {
		fmt.Fprintf(b, " (%s)", m.Rule)
	}
	fmt.Fprint(b, "\n\n")
	for _, t := range r.Targets {
		fmt.Fprintf(b, "target %s <= %g: %s (%.4g)\n", t.Name, t.Limit, map[bool]string{true: "met", false: "MISSED"}[t.Met], t.Value)
	}
	for _, v := range r.Others {
		fmt.Fprintln(b, strings.Replace(v.String(), "\t", ": ", 1))
	}
	for _, v := range r.Values {
		fmt.Fprintln(b, v)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Result) cell(implementation, what string, unit float64) string {
	m := r.find(implementation, what)
	if m == nil {
		return "-"
	}
	about := ""
	if m.extrapolated() {
		about = "~"
	}
	s := fmt.Sprintf("%s%.3g", about, m.Median/unit)
	if m.Repeats > 1 {
		s += fmt.Sprintf(" [%.3g, %.3g]", m.Lo/unit, m.Hi/unit)
	}
	return s
}

func (r *Result) worst(implementation, what string) string {
	for _, a := range r.Accuracy {
		if a.Implementation == implementation && a.What == what {
			s := fmt.Sprintf("%.1e", a.Worst)
			if a.NotNumbers > 0 {
				s += fmt.Sprintf(", %d NaN", a.NotNumbers)
			}
			if a.Rows < a.Of {
				s += fmt.Sprintf(" (%d of %d rows)", a.Rows, a.Of)
			}
			return s
		}
	}
	return "-"
}
