package figure

import (
	"math"
	"strconv"
	"strings"
)

// A Tick is one mark on an axis; minor ticks have no label, and a bare one is a label without a mark.
type Tick struct {
	Value float64
	Label string
	Bare  bool
}

// Number formats v for a label: a true minus sign, and a·10^{k} where the exponent is long. digits is the number of
// significant digits; trailing zeros are dropped.
func Number(v float64, digits int) string {
	switch {
	case math.IsNaN(v):
		return "not a number"
	case math.IsInf(v, 0):
		return infinite(v)
	case v == 0:
		return "0"
	}
	mant, exp, _ := strings.Cut(strconv.FormatFloat(v, 'e', digits-1, 64), "e")
	k, _ := strconv.Atoi(exp) // FormatFloat always writes a decimal exponent
	if k < -3 || k > 4 {
		if strings.Contains(mant, ".") {
			mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
		}
		return minus(mant + "×10^{" + strconv.Itoa(k) + "}")
	}
	r, _ := strconv.ParseFloat(mant+"e"+exp, 64)
	return minus(strconv.FormatFloat(r, 'f', -1, 64))
}

func infinite(v float64) string {
	if v < 0 {
		return "−∞"
	}
	return "∞"
}

func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

// PowerTicks returns ticks for a log axis on [lo, hi], 0 < lo < hi: labels 10^{k} (1 and 10 in full), at most max of
// them, every s-th power with the smallest s that fits; minor ticks at 2..9 when every power is labelled. Where the range
// holds fewer than two powers, 1, 2 and 5 times the powers are labelled, or 1 and 3 times if those are too many, or
// LinearTicks if the range holds less than two of them: one label would not tell the scale. Values are parsed from
// decimal text, so 1e-4 is 1e-4 and not 9.999999999999999e-05.
func PowerTicks(lo, hi float64, max int) []Tick {
	k0 := int(math.Ceil(math.Log10(lo) - 1e-9))
	k1 := int(math.Floor(math.Log10(hi) + 1e-9))
	if k1 <= k0 {
		for _, labelled := range []string{"125", "13"} {
			if ts, n := multiples(lo, hi, k0-1, k1, labelled); n > 1 && n <= max {
				return ts
			}
		}
		return LinearTicks(lo, hi, max)
	}
	step := 1
	for (floorDiv(k1, step)-floorDiv(k0-1, step)) > max && step < 1000 {
		step++
	}
	var ts []Tick
	for k := k0 - 1; k <= k1; k++ {
		v := pow10(k)
		if k >= k0 {
			label := ""
			if floorDiv(k, step)*step == k {
				label = powerLabel(k)
			}
			ts = append(ts, Tick{Value: v, Label: label})
		}
		for m := 2; m <= 9 && step == 1; m++ {
			if w := float64(m) * v; w >= lo && w <= hi {
				ts = append(ts, Tick{Value: w})
			}
		}
	}
	return ts
}

// multiples are ticks at 1..9 times 10^k0 .. 10^k1 as far as they lie in [lo, hi], and the number of those with a label.
func multiples(lo, hi float64, k0, k1 int, labelled string) (ts []Tick, labels int) {
	for k := k0; k <= k1; k++ {
		for m := 1; m <= 9; m++ {
			digit := strconv.Itoa(m)
			v, err := strconv.ParseFloat(digit+"e"+strconv.Itoa(k), 64)
			if err != nil || v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			t := Tick{Value: v}
			if strings.Contains(labelled, digit) {
				labels++
				t.Label = strconv.FormatFloat(v, 'f', -1, 64)
				if k < -3 || k > 3 {
					t.Label = strings.TrimPrefix(digit+"·", "1·") + powerLabel(k)
				}
			}
			ts = append(ts, t)
		}
	}
	return ts, labels
}

func pow10(k int) float64 {
	v, err := strconv.ParseFloat("1e"+strconv.Itoa(k), 64)
	if err != nil {
		panic("figure: no float64 for 10^" + strconv.Itoa(k))
	}
	return v
}

func powerLabel(k int) string {
	switch k {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10^{" + minus(strconv.Itoa(k)) + "}"
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

// SignedTicks returns ticks for an asinh axis of scale s on [lo, hi]: 0 and plus and minus the powers of ten from s on,
// every k-th with the smallest k that leaves at most max labels; powers between them are minor ticks.
func SignedTicks(lo, hi, s float64, max int) []Tick {
	k0 := int(math.Ceil(math.Log10(s) - 1e-9))
	k1 := int(math.Floor(math.Log10(math.Max(math.Abs(lo), math.Abs(hi))) + 1e-9))
	for step := 1; ; step++ {
		ts := []Tick{{Label: "0"}}
		if lo > 0 || hi < 0 {
			ts = nil
		}
		labels := len(ts)
		for k := k0; k <= k1; k++ {
			for _, sign := range []float64{-1, 1} {
				v := sign * pow10(k)
				if v < lo || v > hi {
					continue
				}
				t := Tick{Value: v}
				if (k-k0)%step == 0 {
					labels++
					if t.Label = powerLabel(k); sign < 0 {
						t.Label = "−" + t.Label
					}
				}
				ts = append(ts, t)
			}
		}
		if labels <= max || step > 600 {
			return ts
		}
	}
}

// LinearTicks returns between two and max labelled ticks on [lo, hi], lo < hi, at multiples of 1, 2 or 5 times a power
// of ten, with minor ticks between them. All labels carry the same number of decimals.
func LinearTicks(lo, hi float64, max int) []Tick {
	step, minor := niceStep(lo, hi, max)
	var ts []Tick
	dec := 0
	if k := int(math.Floor(math.Log10(step) + 1e-9)); k < 0 {
		dec = -k
	}
	for i := math.Ceil(lo/minor - 1e-9); i*minor <= hi+1e-9*minor; i++ {
		v := i * minor
		t := Tick{Value: v}
		if q := math.Round(v / step); math.Abs(v-q*step) < 1e-6*step {
			t.Value = q * step
			t.Label = linearLabel(t.Value, dec, math.Max(math.Abs(lo), math.Abs(hi)))
		}
		ts = append(ts, t)
	}
	return ts
}

func linearLabel(v float64, dec int, largest float64) string {
	if v == 0 {
		return "0"
	}
	if largest >= 1e5 || largest < 1e-3 {
		return Number(v, 3)
	}
	return minus(strconv.FormatFloat(v, 'f', dec, 64))
}

func niceStep(lo, hi float64, max int) (step, minor float64) {
	for k := int(math.Floor(math.Log10(hi-lo))) - 2; ; k++ {
		for _, m := range []struct{ step, minor float64 }{{1, 0.5}, {2, 1}, {5, 1}} {
			s := m.step * pow10(k)
			if math.Floor(hi/s+1e-9)-math.Ceil(lo/s-1e-9)+1 <= float64(max) {
				return s, m.minor * pow10(k)
			}
		}
	}
}
