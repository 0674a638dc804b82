package analyze

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// pooled makes a pool of so many coordinates.
func pooled(n int, rejected bool, closing float64, winners ...tails.Family) Pool {
	return Pool{Coordinates: n, Sums: []PooledSum{{Kind: "drift", M: 4}}, SumsRejected: rejected, Closing: Number(closing), Winners: winners}
}

func TestDecide(t *testing.T) {
	good, drifting, vague := pooled(100, false, 0.1), pooled(100, true, 0.5), pooled(100, false, 0.4)
	beaten := pooled(100, false, 0.1, tails.FamilyStudentT)
	close := pooled(100, false, 0.1)
	close.Rivals = []PooledRival{{Family: tails.FamilyStudentT, Z: 1.5}}
	untested := Pool{Coordinates: 100}
	unlike := func(change func(*Pool)) Pool {
		p := pooled(100, false, 0.1)
		p.Alpha = 1.5
		change(&p)
		return p
	}
	misfit := unlike(func(p *Pool) { p.Misfit = 10 })
	for _, c := range []struct {
		name string
		e    Evidence
		want Verdict
	}{
		{"nothing judged", Evidence{}, Undecided},
		{"all Gaussian", Evidence{Judged: 100, Gaussian: 1, Precise: true}, Gaussian},
		{"all Gaussian, few draws", Evidence{Judged: 100, Gaussian: 1}, Undecided},
		{"a few false discoveries", Evidence{Judged: 100, Heavier: 9, Lighter: 9, Gaussian: 0.8, Precise: true}, Gaussian},
		{"light", Evidence{Judged: 100, Lighter: 95}, Light},
		{"most seen to be light, none Gaussian", Evidence{Judged: 100, Lighter: 60, Gaussian: 0.05}, Light},
		{"hints of light", Evidence{Judged: 100, Lighter: 20, Gaussian: 0.05}, Undecided},
		{"light and Gaussian", Evidence{Judged: 100, Lighter: 50, Gaussian: 0.5}, Mixed},
		{"light and perhaps Gaussian", Evidence{Judged: 100, Lighter: 30, Gaussian: 0.5, MedianP: 1e-3}, Undecided},
		{"heavy and perhaps Gaussian", Evidence{Judged: 100, Heavier: 50, Gaussian: 0.5, MedianP: 1e-3, Heavy: good}, Undecided},
		{"a rival looks better", Evidence{Judged: 100, Heavier: 100, Heavy: close}, Undecided},
		{"light and heavy", Evidence{Judged: 100, Lighter: 50, Heavier: 50}, Mixed},
		{"heavy and Gaussian", Evidence{Judged: 100, Heavier: 50, Gaussian: 0.5, Heavy: good}, Mixed},
		{"stable", Evidence{Judged: 100, Heavier: 100, Heavy: good}, Stable},
		{"no fit", Evidence{Judged: 100, Heavier: 100, Heavy: misfit}, Undecided},
		{"few misfits", Evidence{Judged: 100, Heavier: 100, Heavy: unlike(func(p *Pool) { p.Misfit = 9 })}, Stable},
		{"fits at the bound", Evidence{Judged: 100, Heavier: 100, Heavy: unlike(func(p *Pool) { p.AtBound = 10 })}, Undecided},
		{"few fits at the bound", Evidence{Judged: 100, Heavier: 100, Heavy: unlike(func(p *Pool) { p.AtBound = 9 })}, Stable},
		{"nearly Gaussian", Evidence{Judged: 100, Heavier: 100, Heavy: unlike(func(p *Pool) { p.Alpha = 1.96 })}, Undecided},
		{"not so nearly Gaussian", Evidence{Judged: 100, Heavier: 100, Heavy: unlike(func(p *Pool) { p.Alpha = 1.94 })}, Stable},
		{"a tenth with an atom", Evidence{Judged: 90, Heavier: 90, Unfit: 10, Heavy: good}, Undecided},
		{"fewer with an atom", Evidence{Judged: 91, Heavier: 91, Unfit: 9, Heavy: good}, Stable},
		{"drift, half of them with sums that say nothing and no fit",
			Evidence{Judged: 100, Heavier: 100, Heavy: drifting, Free: misfit}, HeavyOnly},
		{"sums drift", Evidence{Judged: 100, Heavier: 100, Heavy: drifting}, HeavyOnly},
		{"a rival wins", Evidence{Judged: 100, Heavier: 100, Heavy: beaten}, HeavyOnly},
		{"no evidence either way", Evidence{Judged: 100, Heavier: 100, Heavy: vague}, Undecided},
		{"sums not tested", Evidence{Judged: 100, Heavier: 100, Heavy: untested}, Undecided},
		{"one epoch", Evidence{Sampling: Epoch, Judged: 100, Heavier: 100, Heavy: untested}, Undecided},
		{"drift, half of them stable", Evidence{Judged: 100, Heavier: 100, Heavy: drifting, Free: pooled(50, false, 0.1)}, Mixed},
		{"drift, few of them stable", Evidence{Judged: 100, Heavier: 100, Heavy: drifting, Free: pooled(9, false, 0.1)}, HeavyOnly},
		{"drift, also where nothing speaks alone", Evidence{Judged: 100, Heavier: 100, Heavy: drifting, Free: pooled(50, true, 0.4)}, HeavyOnly},
		{"drift of those that happen to look heavy", Evidence{Judged: 100, Heavier: 60, Gaussian: 0.05, Heavy: drifting}, Undecided},
		{"stability of those that happen to look heavy", Evidence{Judged: 100, Heavier: 60, Gaussian: 0.05, Heavy: good}, Undecided},
		{"a rival wins for those that happen to look heavy", Evidence{Judged: 100, Heavier: 60, Gaussian: 0.05, Heavy: beaten}, HeavyOnly},
	} {
		if got, why := Decide(c.e); got != c.want || why == "" {
			t.Errorf("%s: %s (%s), want %s", c.name, got, why, c.want)
		}
	}
}

func TestEveryVerdictIsDefined(t *testing.T) {
	seen := map[Verdict]bool{}
	for _, d := range Verdicts() {
		if d.Means == "" || seen[d.Verdict] {
			t.Errorf("%s: no meaning, or twice", d.Verdict)
		}
		seen[d.Verdict] = true
	}
	for _, v := range []Verdict{"gaussian", "stable", "heavy-tailed-not-stable", "light-tailed", "mixed", "undecided"} {
		if !seen[v] {
			t.Errorf("%s has no definition", v)
		}
	}
}
