package analyze

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

func named(t *testing.T, name string) Truth {
	t.Helper()
	for _, truth := range Truths() {
		if truth.Name == name {
			return truth
		}
	}
	t.Fatalf("no truth %q", name)
	return Truth{}
}

func analyzed(t *testing.T, c Columns, o Options) *Report {
	t.Helper()
	r, err := Analyze(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A coordinate that is repeated says nothing new: every pooled statistic must stay what it is for one alone. This is what
// distinguishes the pool from counting coordinates as independent, which would multiply each z by sqrt(30).
func TestRepeatedCoordinatesAddNothing(t *testing.T) {
	one := named(t, "Student t, nu = 3").File(1, 4000, 0, 1)
	var many Columns
	for range 30 {
		many = append(many, one[0])
	}
	a, b := analyzed(t, one, Options{}).Heavy, analyzed(t, many, Options{}).Heavy
	for i := range a.Sums {
		if x, y := float64(a.Sums[i].Z), float64(b.Sums[i].Z); math.Abs(x-y) > 1e-6*math.Abs(x) {
			t.Errorf("%s of %d: z is %v for one coordinate and %v for 30 copies", a.Sums[i].Kind, a.Sums[i].M, x, y)
		}
	}
	for i := range a.Rivals {
		if x, y := float64(a.Rivals[i].Z), float64(b.Rivals[i].Z); math.Abs(x-y) > 1e-6*math.Abs(x) {
			t.Errorf("%s: z is %v for one coordinate and %v for 30 copies", a.Rivals[i].Family, x, y)
		}
	}
}

// The pooled test of sums must keep its level, 0.25 %, also when all coordinates share the scale of each draw. In 120 files
// of 8 coordinates there are more than 2 false alarms with probability 4e-3.
func TestPooledLevel(t *testing.T) {
	alarms, tested := 0, 0
	var squares float64
	for k := range 120 {
		p := sharedPool(t, k)
		tested++
		if p.SumsRejected {
			alarms++
		}
		squares += math.Pow(float64(p.Sums[0].Z), 2)
	}
	if alarms > 2 {
		t.Errorf("%d of %d stable files were rejected", alarms, tested)
	}
	if rms := math.Sqrt(squares / float64(tested)); rms < 0.75 || rms > 1.45 {
		t.Errorf("the z of the drift has root mean square %.2f over stable files, want about 1", rms)
	}
}

// Copies share everything, independent coordinates one part in their number (known to a tenth from 250 blocks), and a
// common scale something in between.
func TestSharing(t *testing.T) {
	d := newDesign(1000)
	sharing := func(c Columns) float64 {
		a := newAccumulator(d)
		for _, x := range c {
			none := make([][]float64, d.statistics())
			for k := range none {
				none[k] = make([]float64, d.blocks)
			}
			a.add(&contribution{alpha: 1.5, stat: make([]float64, d.statistics()), influence: none, large: d.magnitudes(x, 0)})
		}
		return a.sharing()
	}
	one := named(t, "stable 1.7").File(1, 1000, 0, 1)[0]
	if s := sharing(Columns{one, one, one, one, one}); math.Abs(s-1) > 1e-9 {
		t.Errorf("copies share %v, want 1", s)
	}
	if s := sharing(named(t, "stable 1.7").File(50, 1000, 0, 1)); s < 0.014 || s > 0.028 {
		t.Errorf("50 independent coordinates share %v, want about 0.02", s)
	}
	if s := sharing(named(t, "stable 1.7, shared scale").File(50, 1000, 0, 1)); s < 0.1 || s > 0.5 {
		t.Errorf("coordinates with common scales share %v", s)
	}
}

// sharedPool pools the sums of a stable file with shared scales.
func sharedPool(t *testing.T, k int) Pool {
	t.Helper()
	c := named(t, "stable 1.7, shared scale").File(8, 1000, k, 11)
	d := newDesign(1000)
	w, a := (&analysis{design: d}).newWorker(), newAccumulator(d)
	for _, x := range c {
		f, err := w.fitStable(x)
		if err != nil {
			t.Fatal(err)
		}
		l, err := w.fitLevels(x, f)
		if err != nil {
			t.Fatal(err)
		}
		a.add(&contribution{alpha: f.Law.Alpha, stat: departures(sumLevels(l)), influence: d.influences(l), large: d.magnitudes(x, f.Law.Delta)})
	}
	return a.pool(0.05)
}

// Influences are derivatives: removing one block of draws must move the estimates by what the influences say, to first
// order.
func TestInfluencePredictsRemoval(t *testing.T) {
	x := named(t, "stable 1.7").File(1, 4000, 0, 5)[0]
	d := newDesign(len(x))
	w := (&analysis{design: d}).newWorker()
	fit := func(x []float64) []level {
		f, err := w.fitStable(x)
		if err != nil {
			t.Fatal(err)
		}
		l, err := w.fitLevels(x, f)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	whole := fit(x)
	influence, before := d.influences(whole), departures(sumLevels(whole))
	var xy, xx, yy float64
	for b := 0; b < d.blocks; b += 9 {
		rest := append(append([]float64(nil), x[:b*d.length]...), x[(b+1)*d.length:]...)
		after := departures(sumLevels(fit(rest)))
		for k := range before {
			moved, said := before[k]-after[k], influence[k][b]
			xy, xx, yy = xy+moved*said, xx+said*said, yy+moved*moved
		}
	}
	if slope, r := xy/xx, xy/math.Sqrt(xx*yy); math.Abs(slope-1) > 0.05 || r < 0.99 {
		t.Errorf("removals follow the influences with slope %.3f and correlation %.3f, want 1", slope, r)
	}
}

// Over all orders of one sample the mean of the serial statistic is exactly zero.
func TestSerialIsCentred(t *testing.T) {
	x := []float64{-3, -1, 0.5, 2, 7, 9}
	sorted := slices.Clone(x)
	d := design{n: len(x), m: []int{1}, length: 2, blocks: 3}
	sum, orders := 0.0, 0
	var permute func(k int)
	permute = func(k int) {
		if k == len(x) {
			orders++
			for _, v := range d.serial(x, sorted) {
				sum += v
			}
			return
		}
		for i := k; i < len(x); i++ {
			x[k], x[i] = x[i], x[k]
			permute(k + 1)
			x[k], x[i] = x[i], x[k]
		}
	}
	permute(0)
	if math.Abs(sum/float64(orders)) > 1e-12 {
		t.Errorf("mean %v over %d orders", sum/float64(orders), orders)
	}
}

// Dependent draws must be noticed; independent ones of any law must not (z beyond 4 has probability 6e-5).
func TestSerialDependence(t *testing.T) {
	c := named(t, "stable 1.3").File(10, 2000, 0, 3)
	if z := analyzed(t, c, Options{}).Serial; math.Abs(float64(z)) > 4 {
		t.Errorf("independent draws: z = %.1f", float64(z))
	}
	r := rand.New(rng.Stream(1, "analyze", "test", "ar"))
	for _, x := range c {
		last := 0.0
		for i := range x {
			last = 0.3*last + r.NormFloat64()
			x[i] = last
		}
	}
	rep := analyzed(t, c, Options{})
	if float64(rep.Serial) < 10 || len(rep.Warnings) == 0 {
		t.Errorf("draws with autocorrelation 0.3: z = %.1f, warnings %q", float64(rep.Serial), rep.Warnings)
	}
}
