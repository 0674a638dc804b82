package capture

import "fmt"

// judge makes the last lines and holds them against the targets.
func (r *Result) judge() {
	conv := map[string]bool{}
	for _, n := range nets() {
		conv[n.name] = n.conv
	}
	for _, what := range []string{"step", "direct"} {
		for _, peer := range []string{"jax", "pytorch"} {
			for _, x := range r.Ratios {
				if x.What != what || x.Peer != peer {
					continue
				}
				short := map[string]string{"jax": "jax", "pytorch": "torch"}[peer]
				name := fmt.Sprintf("%s_over_%s_%s", what, short, x.Net)
				r.value(name, x.Ratio.Median)
				bound := 1.0
				if peer == "pytorch" {
					bound = 0.7
					if conv[x.Net] {
						bound = 0.5
					}
				}
				r.atLeast(name, x.Ratio.Median, bound)
			}
		}
	}
	for _, x := range r.Ratios {
		if x.What == "rows" && x.Peer == "pytorch" {
			r.value("bank_over_torchfunc", x.Ratio.Median)
			r.atLeast("bank_over_torchfunc", x.Ratio.Median, 1)
		}
	}
	if r.Study.Torch > 0 {
		v := r.Study.Torch / r.Study.Total
		r.value("study_over_torch", v)
		r.atLeast("study_over_torch", v, 40)
	}
	peak := float64(r.Study.PeakKiB) / (1 << 20)
	r.value("peak_gib", peak)
	bound := float64(r.Study.Memory) / (1 << 30)
	for _, g := range r.Growth {
		for i, kib := range g.PeakKiB {
			if kib<<10 > g.Bound[i] {
				r.Targets = append(r.Targets, Target{fmt.Sprintf("memory at %v %s", g.Size[i], g.Of), "within the bound", float64(kib) / (1 << 20), false})
			}
		}
	}
	r.Targets = append(r.Targets, Target{"peak_gib", fmt.Sprintf("at most %g", bound), peak, peak <= bound})
	for _, g := range r.Growth {
		if g.Of == "examples" {
			continue
		}
		name := "time_slope_" + g.Of
		r.value(name, g.Slope)
		r.Targets = append(r.Targets, Target{name, "0.85 to 1.15", g.Slope, g.Slope >= 0.85 && g.Slope <= 1.15})
	}
}
