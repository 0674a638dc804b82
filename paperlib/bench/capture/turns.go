package capture

import (
	"fmt"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
)

// contender is one that takes part in a measure: a repeat gives seconds for a batch.
type contender struct {
	who    string
	repeat func() (float64, error)
}

// mostRepeats is how many repeats of what is fast there are. How many a measure had is in its intervals.
const mostRepeats = 40

// seconds is how long a measure takes turns at least.
func (o Options) seconds() float64 {
	if o.Short {
		return 6
	}
	return 20
}

// another says whether a measure of at most so many repeats goes on.
func (o Options) another(repeats, most int, spent time.Duration) bool {
	return repeats < most && (repeats < o.Repeats || spent.Seconds() < o.seconds())
}

// most is how many repeats a measure has at most: more than mostRepeats only where they were asked for.
func (o Options) most() int { return max(o.Repeats, mostRepeats) }

// measure takes turns: in each repeat every contender once, in an order that rotates.
func (r *Result) measure(what string, n net, batch, most int, o Options, list []contender) error {
	seconds := make([][]float64, len(list))
	begin, repeats := time.Now(), 0
	for o.another(repeats, most, time.Since(begin)) {
		for i := range list {
			c := (i + repeats) % len(list)
			s, err := list[c].repeat()
			if err != nil {
				return fmt.Errorf("%s, %s: %w", what, list[c].who, err)
			}
			seconds[c] = append(seconds[c], s)
		}
		repeats++
	}
	r.say(o, "%s: %s, %d repeats", n.name, what, repeats)
	for c, one := range list {
		rate := make([]float64, repeats)
		for k, s := range seconds[c] {
			rate[k] = float64(batch) / s
		}
		r.Timings = append(r.Timings, Timing{what, n.name, one.who, batch, bench.Median(rate)})
		if c == 0 {
			continue
		}
		ratio := make([]float64, repeats)
		for k := range ratio {
			ratio[k] = seconds[c][k] / seconds[0][k]
		}
		r.Ratios = append(r.Ratios, Ratio{what, n.name, one.who, bench.Median(ratio)})
	}
	return nil
}

// ahead is how many gradients a capture computes while nobody lets it go on: they are not timed.
const ahead = 3

// still waits until the two gradients that are computed ahead are there: the next contender has the machine for itself.
func still(seconds float64, err error) (float64, error) {
	time.Sleep(time.Duration(2.3 * seconds * float64(time.Second)))
	return seconds, err
}

// count is how many calls make a repeat of about a tenth of a second: what changes slower than that on the machine is in
// all contenders' times.
func count(rate float64, batch int) int { return max(1, int(0.1*rate/float64(batch))) }
