package analyze

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Truth is a kind of file whose right verdict is known.
type Truth struct {
	Name     string
	Expected Verdict
	// Also are other verdicts that are not wrong: undecided where a file holds little evidence.
	Also []Verdict
	// Rows draws what stays fixed in a file of so many coordinates, and returns what draws one draw of them all into dst.
	// Successive draws are independent given what is fixed.
	Rows func(coordinates int, r *rand.Rand) func(dst []float64, r *rand.Rand)
}

// Right reports whether v is a right verdict on files of this truth.
func (t Truth) Right(v Verdict) bool { return v == t.Expected || slices.Contains(t.Also, v) }

// Truths lists the planted files: independent coordinates of one law each, a file half Gaussian and half stable, two whose
// coordinates share the scale of each draw, and four whose coordinates share a finite population of examples, as those of a
// network share minibatches (see [Truth.Also] for what the shared ones can say).
func Truths() []Truth {
	s13, s17 := stableRow(1.3), stableRow(1.7)
	gauss := each(func(r *rand.Rand) float64 { return r.NormFloat64() })
	t3 := each(func(r *rand.Rand) float64 { return distuv.StudentsT{Sigma: 1, Nu: 3, Src: r}.Rand() })
	half := stableRow(1.5)
	scales := func(tau float64) Truth {
		return Truth{Name: fmt.Sprintf("lognormal scales, tau = %g", tau), Expected: HeavyOnly,
			Rows: free(each(func(r *rand.Rand) float64 { return math.Exp(tau*r.NormFloat64()) * r.NormFloat64() }))}
	}
	unsure := func(t Truth) Truth {
		t.Also = append(t.Also, Undecided)
		return t
	}
	return []Truth{
		{Name: "Gaussian", Expected: Gaussian, Rows: free(gauss)},
		{Name: "stable 1.3", Expected: Stable, Rows: free(s13)},
		{Name: "stable 1.7", Expected: Stable, Rows: free(s17)},
		{Name: "Student t, nu = 3", Expected: HeavyOnly, Rows: free(t3)},
		{Name: "Laplace", Expected: HeavyOnly, Rows: free(each(func(r *rand.Rand) float64 { return distuv.Laplace{Scale: 1, Src: r}.Rand() }))},
		scales(1),
		{Name: "uniform", Expected: Light, Rows: free(each(func(r *rand.Rand) float64 { return r.Float64() }))},
		{Name: "half Gaussian, half stable 1.5", Expected: Mixed, Rows: free(func(dst []float64, r *rand.Rand) {
			k := len(dst) / 2
			gauss(dst[:k], r)
			half(dst[k:], r)
		})},
		unsure(Truth{Name: "stable 1.7, shared scale", Expected: Stable, Rows: free(sharedStableRow(1.7))}),
		unsure(Truth{Name: "Student t, nu = 3, shared scale", Expected: HeavyOnly, Rows: free(func(dst []float64, r *rand.Rand) {
			chi := distuv.ChiSquared{K: 3, Src: r}.Rand()
			for i := range dst {
				dst[i] = r.NormFloat64() * math.Sqrt(3/chi)
			}
		})}),
		// Hardly to be told from a Gaussian: that nothing is seen is right, and so is that nothing is said.
		unsure(Truth{Name: "stable 1.97", Expected: Gaussian, Rows: free(stableRow(1.97))}),
		unsure(scales(2)), unsure(scales(4)), unsure(scales(7)),
		unsure(Truth{Name: "Gaussian, 75 % zeros", Expected: HeavyOnly, Rows: free(each(func(r *rand.Rand) float64 {
			if r.Float64() < 0.75 {
				return 0
			}
			return r.NormFloat64()
		}))}),
		unsure(Truth{Name: "shared examples, scales of tau = 2", Expected: HeavyOnly, Rows: batches{examples: 1437, batch: 8, tau: 2}.rows}),
		unsure(Truth{Name: "shared examples, scales of tau = 4", Expected: HeavyOnly, Rows: batches{examples: 1437, batch: 32, tau: 4}.rows}),
		unsure(Truth{Name: "shared examples, scales of tau = 4, zero for 3 of 4", Expected: HeavyOnly,
			Rows: batches{examples: 1437, batch: 32, tau: 4, zero: 0.75}.rows}),
		unsure(Truth{Name: "shared examples, stable 1.5", Expected: Stable, Rows: batches{examples: 10000, batch: 8, alpha: 1.5}.rows}),
	}
}

// free makes rows that fix nothing in a file.
func free(row func(dst []float64, r *rand.Rand)) func(int, *rand.Rand) func([]float64, *rand.Rand) {
	return func(int, *rand.Rand) func([]float64, *rand.Rand) { return row }
}

func each(draw func(*rand.Rand) float64) func([]float64, *rand.Rand) {
	return func(dst []float64, r *rand.Rand) {
		for i := range dst {
			dst[i] = draw(r)
		}
	}
}

func stableRow(alpha float64) func([]float64, *rand.Rand) {
	s, err := stable.NewSampler(alpha)
	if err != nil {
		panic(err) // the planted alphas lie in the domain
	}
	return func(dst []float64, r *rand.Rand) { s.Fill(dst, r) }
}

// sharedStableRow gives sub-Gaussian vectors (see stable.RandOneSided): every coordinate is symmetric alpha-stable, and all of
// one draw share a scale.
func sharedStableRow(alpha float64) func([]float64, *rand.Rand) {
	return func(dst []float64, r *rand.Rand) {
		scale := math.Sqrt(stable.RandOneSided(alpha/2, r))
		for i := range dst {
			dst[i] = scale * r.NormFloat64()
		}
	}
}

// File makes file number k of this truth with the given size.
func (t Truth) File(coordinates, draws, k int, seed uint64) Columns {
	r := rng.New(seed, "analyze", "planted", t.Name, fmt.Sprintf("%dx%d", draws, coordinates), strconv.Itoa(k))
	c := make(Columns, coordinates)
	for i := range c {
		c[i] = make([]float64, draws)
	}
	row, draw := make([]float64, coordinates), t.Rows(coordinates, r)
	for i := range draws {
		draw(row, r)
		for j, v := range row {
			c[j][i] = v
		}
	}
	return c
}

// Size is the size of a file.
type Size struct{ Coordinates, Draws int }

// Confusion counts the verdicts on files of one truth and size.
type Confusion struct {
	Truth    string
	Expected Verdict
	Also     []Verdict
	Size     Size
	Files    int
	Right    int // Expected or one of Also
	Verdicts map[Verdict]int
}

// Planted analyses files of known truth and counts the verdicts: the test of the whole of this package. A share s of right
// verdicts over k files has standard error sqrt(s(1-s)/k). done, if not nil, is told of each cell of the table.
//
// Notebook 03 shows what it measures, with 150 files a cell.
func Planted(ctx context.Context, truths []Truth, sizes []Size, files int, seed uint64, done func(Confusion)) ([]Confusion, error) {
	var out []Confusion
	for _, size := range sizes {
		for _, t := range truths {
			c := Confusion{Truth: t.Name, Expected: t.Expected, Also: t.Also, Size: size, Verdicts: map[Verdict]int{}}
			for k := range files {
				r, err := Analyze(ctx, t.File(size.Coordinates, size.Draws, k, seed), Options{})
				if err != nil {
					return nil, fmt.Errorf("%s, file %d: %w", t.Name, k, err)
				}
				c.Files++
				c.Verdicts[r.Verdict]++
				if t.Right(r.Verdict) {
					c.Right++
				}
			}
			if done != nil {
				done(c)
			}
			out = append(out, c)
		}
	}
	return out, nil
}
