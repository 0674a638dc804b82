package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strings"
	"text/tabwriter"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

type levyCmd struct {
	Exit levyExitCmd `cmd:"" help:"When and where paths leave a minimum, beside the theory."`
}

type levyExitCmd struct {
	Alpha     []float64 `required:"" help:"Tail index of each coordinate, ${fit_alpha}." placeholder:"A,..."`
	Sigma     []float64 `required:"" help:"Noise scale of each coordinate, or one for all, in the standard form E exp(iuL) = exp(-|u|^alpha)." placeholder:"S,..."`
	HalfWidth []float64 `help:"The domain is |x_i| < W_i: one for each coordinate, or one for all." default:"1" placeholder:"W,..."`
	Potential string    `help:"quadratic (h x^2/2), quartic (h x^4/4) or double-well (h ((x/2W)^2 - 2 x/2W)^2 around its left minimum, whose saddle lies at W)." enum:"quadratic,quartic,double-well" default:"quadratic"`
	Curvature []float64 `help:"h of each coordinate, or one for all." default:"1" placeholder:"H,..."`
	Noise     string    `help:"coordinates (independent) or isotropic (one alpha and sigma, all coordinates jump together)." enum:"coordinates,isotropic" default:"coordinates"`
	Scheme    string    `help:"euler, tamed, exact (quadratic) or jumps (large jumps one by one; for rare exits)." enum:"euler,tamed,exact,jumps" default:"euler"`
	Step      float64   `help:"Length of a step in the equation's time." default:"0.01"`
	Threshold float64   `help:"Scheme jumps: jumps larger than this come one by one (default: a fifth of the smallest half-width)." placeholder:"U"`
	Theta     float64   `help:"Cooling: the noise falls as (1 + t/t0)^-theta." default:"0"`
	T0        float64   `name:"t0" help:"Cooling: t0." default:"1"`
	Budget    float64   `help:"Time after which a path that has not left is censored; 0: 20 times the mean that theory expects." default:"0" placeholder:"T"`
	Runs      int       `help:"Number of paths." default:"1000"`
	Seed      uint64    `help:"Root seed: path k is a function of (seed, k)." default:"1"`
	Workers   int       `help:"Goroutines; 0: one for each core. The result does not depend on it." default:"0"`
	Out       string    `help:"Keep every exit as a line of JSON in this file, and go on with it if it is there." placeholder:"FILE"`
	JSON      bool      `name:"json" help:"Write the result as JSON to standard output."`
}

// Help is shown after the options.
func (levyExitCmd) Help() string {
	return `Simulates dX = -grad U(X) dt + sum_i s(t) sigma_i e_i dL^i from the minimum at 0, one independent symmetric stable process
for each coordinate, until the path leaves the box, and sets beside it the theory of exits by one big jump, for small
sigma: rate lambda_i = 2 C_i (sigma_i/W_i)^alpha_i of coordinate i, mean time 1/sum(lambda), share lambda_i/sum(lambda).
At alpha = 2, where nothing jumps, the theory is the exact mean time of one coordinate in the quadratic potential.
Times are the equation's; steps of stochastic gradient descent with learning rate eta are --step eta with sigma
eta^((alpha-1)/alpha) times that of the gradient noise.

  sgnlab levy exit --alpha 1.2,1.5,1.8 --sigma 0.05 --half-width 1 --runs 2000 --seed 1 --json
  sgnlab levy exit --alpha 1.5 --sigma 1e-4 --scheme jumps          # exits after 1e8 steps of euler
  sgnlab levy exit --alpha 1.5 --sigma 0.15 --theta 1 --t0 50 --budget 800   # cooled: survival to the end of the budget

A path is watched at the ends of steps: halve --step to see what that does. A step of 2/curvature or more, at which the
drift itself throws paths out, is refused; from 1/curvature on a path changes sides of the minimum with every step. The exit's coordinate is the one with the
largest increment of the last step relative to its half-width. The mean is total time over exits, so that censored paths
count; its interval, and the median's from the Kaplan-Meier curve, have level 95 %, as have the shares' (Clopper-Pearson).
Exit status: 0; 1 when something failed half way; 2 for wrong input; 130 after Ctrl-C (with --out the same command goes on).`
}

// mostWorkers is far more than a machine has cores; mostSteps is where a time that is summed up by steps stands still.
const (
	mostWorkers = 4096
	mostSteps   = 1 << 52
)

// settings are the flags with one value for each coordinate.
type exitSettings struct {
	alpha, sigma, width, h []float64
}

func (c levyExitCmd) settings() (exitSettings, error) {
	n := len(c.Alpha)
	s := exitSettings{alpha: c.Alpha}
	for i, a := range c.Alpha {
		if err := (stable.Symmetric{Alpha: a, Gamma: 1}).Validate(); err != nil {
			return s, fmt.Errorf("--alpha of coordinate %d: the tail index is %v, must lie in [%v, 2]", i, a, stable.MinAlpha)
		}
	}
	for _, one := range []struct {
		flag string
		v    []float64
		to   *[]float64
	}{{"--sigma", c.Sigma, &s.sigma}, {"--half-width", c.HalfWidth, &s.width}, {"--curvature", c.Curvature, &s.h}} {
		switch len(one.v) {
		case n:
			*one.to = one.v
		case 1:
			*one.to = make([]float64, n)
			for i := range *one.to {
				(*one.to)[i] = one.v[0]
			}
		default:
			return s, fmt.Errorf("%s has %d values for %d coordinates: give one for each, or one for all", one.flag, len(one.v), n)
		}
		for i, v := range *one.to {
			if !(v > 0) || math.IsInf(v, 1) {
				return s, fmt.Errorf("%s of coordinate %d is %v: a positive number", one.flag, i, v)
			}
		}
	}
	return s, nil
}

// Validate refuses a wrong command line before anything is computed.
func (c levyExitCmd) Validate() error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if c.Runs < 1 || c.Runs > levy.MaxPaths {
		return fmt.Errorf("--runs %d: at least 1 and at most %d", c.Runs, levy.MaxPaths)
	}
	if c.Workers < 0 || c.Workers > mostWorkers {
		return fmt.Errorf("--workers %d: at most %d, or 0 for one on each core", c.Workers, mostWorkers)
	}
	for _, one := range []struct {
		flag string
		v    float64
		zero string // what 0 means, where it is allowed
	}{{"--step", c.Step, ""}, {"--t0", c.T0, ""}, {"--theta", c.Theta, "no cooling"}, {"--budget", c.Budget, "20 times the mean of theory"},
		{"--threshold", c.Threshold, "a fifth of the smallest half-width"}} {
		switch ok := one.v > 0 && one.v <= math.MaxFloat64; {
		case !ok && one.zero == "":
			return fmt.Errorf("%s %v: a positive number", one.flag, one.v)
		case !ok && one.v != 0:
			return fmt.Errorf("%s %v: zero or more, and finite; 0 is %s", one.flag, one.v, one.zero)
		}
	}
	if steps := c.Budget / c.Step; c.Scheme != "jumps" && steps > mostSteps {
		return fmt.Errorf("--budget %v is %.3g steps of %v: at most %.0e, beyond which time no longer advances by a step", c.Budget, steps, c.Step, float64(mostSteps))
	}
	if c.Noise == "isotropic" {
		for i := range s.alpha {
			if s.alpha[i] != s.alpha[0] || s.sigma[i] != s.sigma[0] {
				return errors.New("--noise isotropic has one tail index and one scale for all coordinates")
			}
		}
	}
	if c.Potential == "double-well" && len(c.Alpha) > 1 {
		return errors.New("--potential double-well is for one coordinate: its basin ends at the saddle")
	}
	return nil
}

// problem is what is simulated.
func (c levyExitCmd) problem(s exitSettings) (levy.Equation, levy.Domain, levy.Scheme, error) {
	n := len(s.alpha)
	e := levy.Equation{Start: make([]float64, n)}
	box := levy.Box{Lo: make([]float64, n), Hi: s.width}
	for i, w := range s.width {
		box.Lo[i] = -w
	}
	switch c.Potential {
	case "quadratic":
		e.Potential = levy.Diagonal(s.h)
	case "quartic":
		e.Potential = levy.Quartic(s.h)
	case "double-well":
		// Shifted so that the left minimum lies at 0 and the saddle at W.
		e.Potential = shifted{levy.DoubleWell{N: 1, Half: s.width[0], Height: s.h[0]}, -s.width[0]}
		box.Lo[0] = math.Inf(-1)
	}
	var err error
	if c.Noise == "isotropic" {
		e.Noise, err = levy.NewIsotropic(n, s.alpha[0], s.sigma[0])
	} else {
		e.Noise, err = levy.NewCoordinates(s.alpha, s.sigma)
	}
	if err != nil {
		return e, nil, nil, err
	}
	if c.Theta > 0 {
		e.Schedule = levy.NoiseScale(levy.Polynomial(c.T0, c.Theta))
	}
	threshold := c.Threshold
	if threshold == 0 {
		threshold = math.Inf(1)
		for _, w := range s.width {
			threshold = min(threshold, w/5)
		}
	}
	scheme := map[string]levy.Scheme{"euler": levy.Euler{Step: c.Step}, "tamed": levy.Tamed{Step: c.Step}, "exact": levy.Exact{Step: c.Step},
		"jumps": levy.Jumps{Threshold: threshold, Step: c.Step}}[c.Scheme]
	return e, box, scheme, nil
}

// shifted is a potential with its origin elsewhere.
type shifted struct {
	levy.DoubleWell
	by float64
}

func (p shifted) Value(x []float64) float64 { return p.DoubleWell.Value([]float64{x[0] + p.by}) }

// Curvature is that of the double well where it was before the shift.
func (p shifted) Curvature(i int, lo, hi float64) float64 {
	return p.DoubleWell.Curvature(i, lo+p.by, hi+p.by)
}

func (p shifted) Drift(dst, x []float64) {
	at := [1]float64{x[0] + p.by}
	p.DoubleWell.Drift(dst, at[:])
}

// exitResult is the JSON.
type exitResult struct {
	Runs         int             `json:"runs"`
	Exits        int             `json:"exits"`
	Censored     int             `json:"censored"`
	Overflows    int             `json:"overflows"`
	Budget       stats.Number    `json:"budget"`
	Scheme       string          `json:"scheme"`
	Steps        int64           `json:"steps"`
	MeanTime     stats.Number    `json:"mean_time"` // total time over exits
	Mean         stats.Interval  `json:"mean"`
	Median       stats.Interval  `json:"median"`
	MeanTheory   stats.Number    `json:"mean_time_theory"`
	Theory       string          `json:"theory"` // its conditions, or why there is none
	Shares       []stats.Number  `json:"shares"`
	ShareLo      []stats.Number  `json:"shares_lo"`
	ShareHi      []stats.Number  `json:"shares_hi"`
	ShareTheory  []stats.Number  `json:"shares_theory"`
	Upper        []stats.Number  `json:"upper"` // of the exits of a coordinate, through its positive side
	ByJump       int             `json:"by_jump"`
	Tied         int             `json:"tied"`
	ExponentialP stats.Number    `json:"exponential_p"` // of the test that exit times are exponential
	Survival     []survivalPoint `json:"survival"`
}

type survivalPoint struct {
	Time   stats.Number `json:"time"`
	Value  stats.Number `json:"value"`
	Lo     stats.Number `json:"lo"`
	Hi     stats.Number `json:"hi"`
	Theory stats.Number `json:"theory"`
}

// theory is what the closed form says, with NaN where it says nothing.
type exitTheory struct {
	mean     float64
	shares   []float64
	survival func(t float64) float64
	words    string
}

func (c levyExitCmd) theory(s exitSettings, box levy.Box) exitTheory {
	none := func(why string) exitTheory {
		t := exitTheory{mean: math.NaN(), words: why, survival: func(float64) float64 { return math.NaN() }}
		for range s.alpha {
			t.shares = append(t.shares, math.NaN())
		}
		return t
	}
	if c.Noise == "isotropic" && len(s.alpha) > 1 {
		return none("none: the theory here is that of independent coordinates")
	}
	if len(s.alpha) == 1 && s.alpha[0] == 2 {
		return c.diffusion(s, none)
	}
	minus := make([]float64, len(s.alpha))
	for i := range minus {
		minus[i] = -box.Lo[i]
	}
	rate, err := levy.NewExitRate(s.alpha, s.sigma, minus, s.width)
	if err != nil {
		return none("none: " + err.Error())
	}
	t := exitTheory{mean: rate.MeanTime(), shares: rate.Shares(), words: "exits by one big jump, in the limit of small sigma"}
	t.survival = func(at float64) float64 { return math.Exp(-rate.Total * at) }
	if c.Theta > 0 {
		cooling, err := levy.NewCooling(s.alpha, rate, c.T0, c.Theta)
		if err != nil {
			return none("none: " + err.Error())
		}
		t.words += "; with cooling the shares are those at time 0"
		t.survival = func(at float64) float64 {
			v, err := cooling.Survival(0, at)
			if err != nil {
				return math.NaN()
			}
			return v
		}
		if t.mean, err = cooling.MeanTime(); err != nil {
			t.mean = math.NaN()
		}
	}
	return t
}

// diffusion is the theory of one coordinate at alpha = 2, where nothing jumps: the mean is exact at every sigma.
func (c levyExitCmd) diffusion(s exitSettings, none func(why string) exitTheory) exitTheory {
	if c.Potential != "quadratic" || c.Theta > 0 {
		return none("none: at alpha = 2 it is that of the quadratic potential at a constant temperature")
	}
	mean, err := levy.QuadraticExitTime(s.h[0], s.width[0], s.width[0], s.sigma[0])
	if err != nil {
		return none("none: " + err.Error())
	}
	t := none("exact mean at alpha = 2 of a path that is watched all the time: watched at the ends of steps it stays longer")
	t.mean, t.shares[0] = mean, 1
	return t
}

// Run simulates and reports.
func (c levyExitCmd) Run(ctx context.Context, s streams) error {
	set, err := c.settings()
	if err != nil {
		return err
	}
	e, domain, scheme, err := c.problem(set)
	if err != nil {
		return badInput{err}
	}
	theory := c.theory(set, domain.(levy.Box))
	budget := c.Budget
	if budget == 0 {
		if budget = 20 * theory.mean; !(budget > 0) || math.IsInf(budget, 1) {
			return badInput{errors.New("theory gives no finite mean time here: say with --budget after how much time a path is censored")}
		}
	}
	progress := lab.NewProgress(s.err, lab.Auto)
	task := progress.Start("paths", c.Runs, 0)
	r := levy.Runs{Paths: c.Runs, Seed: c.Seed, MaxTime: budget, Workers: c.Workers}
	keep, err := c.keep(&r)
	if err != nil {
		return badInput{err}
	}
	done := len(r.Have)
	r.Done = func(x levy.Exit) error {
		done++
		task.Set(done)
		return keep.add(x)
	}
	list, err := levy.FirstExits(ctx, e, domain, scheme, r)
	if err == nil {
		err = keep.finish()
	}
	err = errors.Join(err, keep.close())
	task.Done(err)
	switch {
	case errors.Is(err, levy.ErrParameter), errors.Is(err, levy.ErrScheme), errors.Is(err, levy.ErrCondition):
		return badInput{err}
	case err != nil && c.Out == "" && ctx.Err() != nil:
		return nothingKept{err}
	case err != nil:
		return err
	}
	out, err := c.report(list, theory, budget)
	if err != nil {
		return err
	}
	if c.JSON {
		b, err := json.MarshalIndent(out, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, string(b))
		return err
	}
	return out.print(s.out, set)
}

func (c levyExitCmd) report(list []levy.Exit, theory exitTheory, budget float64) (*exitResult, error) {
	n := len(c.Alpha)
	count := levy.Count(list, n)
	out := &exitResult{Runs: len(list), Exits: count.Exits, Overflows: levy.Overflows(list), Budget: stats.Number(budget), Scheme: c.Scheme, MeanTheory: stats.Number(theory.mean),
		Theory: theory.words, ByJump: count.ByJump, Tied: count.Tied}
	for _, x := range list {
		out.Steps += x.Steps
		if x.Censored {
			out.Censored++
		}
	}
	out.Mean, out.Median, out.ExponentialP = stats.Unknown(), stats.Unknown(), stats.Number(math.NaN())
	for i := range n {
		share := stats.ClopperPearson(count.ByCoordinate[i], count.Exits, 0.95)
		out.Shares = append(out.Shares, stats.Number(share.Value))
		out.ShareLo, out.ShareHi = append(out.ShareLo, stats.Number(share.Lo)), append(out.ShareHi, stats.Number(share.Hi))
		out.ShareTheory = append(out.ShareTheory, stats.Number(theory.shares[i]))
		out.Upper = append(out.Upper, stats.Number(float64(count.Upper[i])/float64(count.ByCoordinate[i])))
	}
	if out.Overflows == len(list) {
		return out, nil
	}
	times, err := levy.Times(list)
	if err != nil {
		return nil, err
	}
	if m, err := times.Mean(0.95); err == nil {
		out.Mean = m
	} else if !errors.Is(err, levy.ErrNoExits) {
		return nil, err
	}
	out.MeanTime = stats.Number(out.Mean.Value)
	if x, err := times.Exponentiality(); err == nil {
		out.ExponentialP = stats.Number(x.P)
	}
	km, err := times.KaplanMeier(0.95)
	if errors.Is(err, levy.ErrNoExits) { // nothing left within the budget
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Median = km.Median()
	out.Survival = survivalPoints(list, km, theory, budget)
	return out, nil
}

// survivalPoints are at the tenths of the observed times and at the end of the budget.
func survivalPoints(list []levy.Exit, km *levy.SurvivalCurve, theory exitTheory, budget float64) (points []survivalPoint) {
	var times []float64
	for _, x := range list {
		if !x.Overflow {
			times = append(times, x.Time)
		}
	}
	sort.Float64s(times)
	last := math.Inf(-1)
	for k := 1; k <= 10; k++ {
		t := min(times[min(k*len(times)/10, len(times)-1)], budget)
		if t == last {
			continue
		}
		last = t
		v := km.At(t)
		points = append(points, survivalPoint{stats.Number(t), stats.Number(v.Value), stats.Number(v.Lo), stats.Number(v.Hi), stats.Number(theory.survival(t))})
	}
	return points
}

// print writes the result as text.
func (r *exitResult) print(w io.Writer, s exitSettings) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d paths: %d exits, %d censored at time %.6g, %d overflowed; %d steps of scheme %s\n", r.Runs, r.Exits, r.Censored, float64(r.Budget), r.Overflows, r.Steps, r.Scheme)
	fmt.Fprintf(&b, "mean time   %s   theory %.6g\nmedian time %s\n", r.Mean.Text(6), float64(r.MeanTheory), r.Median.Text(6))
	fmt.Fprintf(&b, "exponential exit times: p = %.3g; exits by one jump: %d; several coordinates led: %d\ntheory: %s\n\n", float64(r.ExponentialP), r.ByJump, r.Tied, r.Theory)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "coordinate\talpha\tsigma\thalf-width\tshare\t95 % interval\ttheory\t")
	for i := range r.Shares {
		fmt.Fprintf(t, "%d\t%g\t%g\t%g\t%.4f\t%.4f to %.4f\t%.4f\t\n", i, s.alpha[i], s.sigma[i], s.width[i], float64(r.Shares[i]), float64(r.ShareLo[i]), float64(r.ShareHi[i]), float64(r.ShareTheory[i]))
	}
	fmt.Fprintln(t, "\t\t\t\t\t\t\t")
	fmt.Fprintln(t, "survival to time\t\t\t\tshare\t95 % interval\ttheory\t")
	for _, p := range r.Survival {
		fmt.Fprintf(t, "%.6g\t\t\t\t%.4f\t%.4f to %.4f\t%.4f\t\n", float64(p.Time), float64(p.Value), float64(p.Lo), float64(p.Hi), float64(p.Theory))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}
