package estimators

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Every mark of the figure comes from the results: what the CSV holds is what the seeds' means are.
func TestFigureShowsTheResults(t *testing.T) {
	p, err := syntheticPage()
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Draw()
	if err != nil {
		t.Fatal(err)
	}
	csv, err := f.CSV()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"a,stable,point,2,1.02,",       // mean of 1 + .01, .02, .03
		"a,stable,point,100,1.12,",     // two steps of .05
		"b,shifted,point,2,1.92,",      // the tenth law
		"c,stable 1.8,point,0.01,1.82", // the second tail law
		"d,top 5 % (moment),point,0.1,1.62,",
		"e,student_t,point,16,1.62,",
		"f,laplace,point,0.25,0.02,",
		"h,1000,point,",
		"i,1000,point,0.05,",
		"a,limit of laplace,line,",
		"c,limit of student_t,line,",
		"g,nominal,line,1.535",
		"h,nominal,line,0.95,",
	} {
		if !bytes.Contains(csv, []byte("\n"+want)) {
			t.Errorf("the figure does not show %q", want)
		}
	}
	for _, never := range []string{"Inf", "d,top 20 % (Pickands),point,0.01,"} {
		if bytes.Contains(csv, []byte(never)) {
			t.Errorf("the figure holds %q", never)
		}
	}
	band := fmt.Sprintf("a,stable,band,2,,,,%.6g,%.6g", 1.02-1.96*0.02/math.Sqrt(3), 1.02+1.96*0.02/math.Sqrt(3))
	if !bytes.Contains(csv, []byte(band)) {
		t.Errorf("the band of three seeds is not %q", band)
	}
	for _, want := range []string{"25,600", "3 seeds", "1,000 draws (360 samples)", "Clopper–Pearson", "Cramér–Rao"} {
		if !strings.Contains(f.Caption, want) {
			t.Errorf("the caption does not name %q:\n%s", want, f.Caption)
		}
	}
	if f.Width != figure.PageWidth || f.Height > 230 {
		t.Errorf("%g x %g mm", f.Width, f.Height)
	}
	for _, format := range []string{"svg", "pdf"} {
		a, err := figure.Render(f, format)
		if err != nil {
			t.Fatal(err)
		}
		b, err := figure.Render(f, format)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: two renderings differ (%v)", format, err)
		}
	}
}

// What is missing or does not belong together is said, not drawn.
func TestJoinRefuses(t *testing.T) {
	all := append(synthetic(1), synthetic(2)...)
	if _, err := join(input(all[:7]...)); err == nil {
		t.Error("a part missing: accepted")
	}
	all[4].Sums = all[4].Sums[1:]
	if _, err := join(input(all...)); err == nil || !strings.Contains(err.Error(), "compute") {
		t.Errorf("other curves in another seed: %v", err)
	}
	for _, k := range []Knobs{{}, {Alpha: 2, Tau: 1}, {Alpha: 1.5, Tau: 1, Rho: 1}, {Alpha: math.NaN(), Tau: 1}} {
		if check(k) == nil {
			t.Errorf("knobs %+v accepted", k)
		}
	}
	if err := check(Published); err != nil {
		t.Error(err)
	}
}

// Mean, deviation and coverage of a cell against the definition, for estimates of alpha and of 1/alpha.
func TestEstimateCell(t *testing.T) {
	values := []float64{1.4, 1.6, 1.5, 1.7}
	c := EstimateCell{Alpha: 1.5, N: 100}
	for _, v := range values {
		c.Add(v, 0.06) // the first and the second interval reach 1.5, the last does not
	}
	c.Add(2, math.NaN())
	if c.Samples != 5 || c.Intervals != 4 || c.Covered != 3 || math.Abs(c.Mean()-1.64) > 1e-12 {
		t.Errorf("%+v, mean %g", c, c.Mean())
	}
	var s float64
	for _, v := range append(values, 2) {
		s += (v - 1.64) * (v - 1.64)
	}
	if want := math.Sqrt(s / 4); math.Abs(c.Deviation()-want) > 1e-12 {
		t.Errorf("deviation %g, want %g", c.Deviation(), want)
	}
	i := EstimateCell{Alpha: 1.5, N: 100, Inverse: true}
	i.Add(1/1.5-0.01, 0.01)
	i.Add(1/1.5+0.01, 0.001)
	if math.Abs(i.Mean()-1.5) > 1e-12 || math.Abs(i.Deviation()-2.25*0.01*math.Sqrt2) > 1e-12 || i.Covered != 1 {
		t.Errorf("%+v: mean %g, deviation %g", i, i.Mean(), i.Deviation())
	}
}

// The criteria on counts of which the answer is known, at the edges of the 99 % interval. The shares in comments are its ends.
func TestCriteria(t *testing.T) {
	one := func(c claim) Outcome {
		o, err := outcomes([]claim{c})
		if err != nil {
			t.Fatal(err)
		}
		return o[0]
	}
	estimate := func(e Estimator, covered, n int) Outcome {
		return one(EstimateCell{Estimator: e, Samples: n, Intervals: n, Covered: covered}.claim())
	}
	test := func(l Law, rejected, n int) Outcome {
		return one(TestCell{Test: KS, Law: l, Samples: n, Rejected: rejected}.claim())
	}
	verdict := func(coordinates, right, stable, undecided int) Outcome {
		told := map[string]int{"gaussian": right, "stable": stable, "undecided": undecided, "mixed": 150 - right - stable - undecided}
		return one(VerdictCell{Expected: "gaussian", Also: []string{"undecided"}, Coordinates: coordinates, Files: 150, Verdicts: told}.claim())
	}
	same := func(expected, given string, files int, also ...string) Outcome { // all files have one verdict
		told := map[string]int{given: files}
		return one(VerdictCell{Expected: expected, Also: also, Coordinates: 40, Files: files, Verdicts: told}.claim())
	}
	for name, c := range map[string]struct{ got, want Outcome }{
		"coverage .95":                   {estimate(ML, 1140, 1200), Holds}, // .932 to .965
		"coverage .95 of fewer":          {estimate(ML, 428, 450), NotShown},
		"coverage .945":                  {estimate(ML, 1134, 1200), NotShown},
		"coverage .90":                   {estimate(ML, 1080, 1200), Fails}, // to .921
		"coverage .99":                   {estimate(ML, 1188, 1200), Fails}, // from .980
		"a tail estimator":               {estimate(Hill, 100, 1200), NoClaim},
		"false alarms .05":               {test(Stable, 60, 1200), Holds}, // to .068
		"false alarms 0":                 {test(Stable, 0, 1200), Holds},
		"false alarms .06":               {test(Stable, 72, 1200), NotShown},
		"false alarms .10":               {test(Stable, 120, 1200), Fails}, // from .079
		"power":                          {test(Laplace, 900, 1200), NoClaim},
		"all right":                      {verdict(40, 150, 0, 0), Holds}, // from .965
		"149 right":                      {verdict(40, 149, 0, 0), Holds}, // from .951
		"148 right":                      {verdict(40, 148, 0, 0), NotShown},
		"undecided is right too":         {verdict(40, 100, 0, 50), Holds},
		"130 right":                      {verdict(40, 130, 0, 0), Fails}, // to .927
		"two called stable":              {verdict(40, 148, 2, 0), NotShown},
		"twenty called stable":           {verdict(40, 130, 20, 0), Fails},
		"one coordinate, all wrong":      {verdict(1, 0, 150, 0), NoClaim},
		"the old table, 21 of 21":        {same("gaussian", "gaussian", 21), NotShown},
		"stable files called stable":     {same(verdictStable, verdictStable, 150), Holds},
		"stable right beside other laws": {same("gaussian", verdictStable, 150, verdictStable), Holds},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	if len(Criteria()) != 4 {
		t.Errorf("%d criteria", len(Criteria()))
	}
}

// Holm: what one row shows alone, many rows of its kind do not show, unless the others show more; rows without a claim do
// not count.
func TestRowsAreJoined(t *testing.T) {
	row := func(right int) claim { return atLeast(right, 150, rightShare) }
	list := make([]claim, 0, 40)
	for range 19 {
		list = append(list, row(145)) // shows nothing alone
	}
	list = append(list, row(149), claim{none: true})
	got, err := outcomes(list)
	if err != nil || got[19] != NotShown || got[20] != NoClaim {
		t.Errorf("149 of 150 in one of 20 rows: %v, %v", got, err)
	}
	for i := range 19 {
		list[i] = row(150)
	}
	if got, err = outcomes(list); err != nil || got[19] != Holds || got[0] != Holds {
		t.Errorf("149 of 150 beside 19 rows of 150: %v, %v", got, err)
	}
	want := "Verdicts: 1 of 4 rows hold, 1 fail, 2 are not shown; 1 without a claim."
	if s := kOfN("Verdicts", []Outcome{Holds, Fails, NotShown, NotShown, NoClaim}); s != want {
		t.Error(s)
	}
}

// The tables hold every count once, and the short one its null rows.
func TestTables(t *testing.T) {
	p, err := syntheticPage()
	if err != nil {
		t.Fatal(err)
	}
	all, short := p.RateTable(), Short(p.RateTable(), Published)
	if want := 7*3 + 6*7; len(all.Rows) != want {
		t.Errorf("%d rows, want %d", len(all.Rows), want)
	}
	if want := 7 + 5*2 + 1; len(short.Rows) != want { // 1.5 for all estimators; two nulls for five tests, one for the ratio
		t.Errorf("%d rows in the short table, want %d", len(short.Rows), want)
	}
	for _, table := range []figure.Table{all, short, p.VerdictTable()} {
		if err := table.Check(); err != nil {
			t.Error(err)
		}
	}
	md, err := p.VerdictTable().Markdown()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"heavy-tailed-not-stable 135, stable 45", "| fails |", "| holds |", "| no claim |",
		"Verdicts: 1 of 2 rows hold, 1 fail, 0 are not shown; 1 without a claim."} {
		if !bytes.Contains(md, []byte(want)) {
			t.Errorf("the table of verdicts lacks %q:\n%s", want, md)
		}
	}
	shown, err := show(input())
	if err != nil {
		t.Fatal(err)
	}
	o := shown.Observed
	for name, want := range map[string]float64{
		"Mohammadi, K1 = 10, stable 1.5":                       1.07,
		"maximum likelihood of sums of 16, Laplace":            1.52,
		"false alarms, likelihood ratio, Gaussian, n = 1000":   0.05,
		"right verdicts, files of 40 coordinates, 10000 draws": 0.875,
	} {
		if v, ok := o[name]; !ok || math.Abs(v-want) > 1e-9 {
			t.Errorf("%s: %g (%t), want %g", name, v, ok, want)
		}
	}
	for name := range o {
		if strings.Contains(name, "files of 1 coordinates") {
			t.Errorf("%s: a share of few files is checked", name)
		}
	}
	if _, ok := o["false alarms, likelihood ratio, Laplace, n = 1000"]; ok {
		t.Error("power is counted among the false alarms")
	}
}

// The constants of the theory lines, by quadrature of E log|X/s| under each law.
func TestLogMeans(t *testing.T) {
	for name, c := range map[string]struct {
		law  tails.Law
		sd   float64
		want float64
	}{
		"Gaussian":  {tails.NewGaussian(0, 1, nil), 1, tails.NormalLogMean},
		"Laplace":   {tails.NewLaplace(0, 1, nil), math.Sqrt2, laplaceLogMean},
		"Student t": {tails.NewStudentT(0, 1, 3, nil), math.Sqrt(3), studentLogMean()},
	} {
		var s float64
		const h = 1e-3
		for v := -40.0; v < 40; v += h { // x = e^v
			s += 2 * h * v * c.law.Prob(math.Exp(v)) * math.Exp(v)
		}
		if got := s - math.Log(c.sd); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: %.9f, want %.9f", name, c.want, got)
		}
	}
	if v := stable.Fisher(1.5).AlphaSD(); math.Abs(v-1.5354) > 1e-4 {
		t.Errorf("the bound at 1.5 is %g", v)
	}
}
