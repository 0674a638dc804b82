package levy

// Times returns the exit times with their censoring. Paths that overflowed are left out: count them with [Overflows] and
// report them.
func Times(list []Exit) (*ExitTimes, error) {
	var times []float64
	var censored []bool
	for _, e := range list {
		if !e.Overflow {
			times, censored = append(times, e.Time), append(censored, e.Censored)
		}
	}
	return NewExitTimes(times, censored)
}

// Overflows is the number of paths that reached no finite number.
func Overflows(list []Exit) (n int) {
	for _, e := range list {
		if e.Overflow {
			n++
		}
	}
	return n
}

// Counts are numbers of exits.
type Counts struct {
	Exits        int
	ByCoordinate []int // the first of tied coordinates counts
	Upper        []int // of them through the positive side
	Tied         int   // exits in which several coordinates led
	Unassigned   int   // exits in whose last step nothing led to a boundary
	ByJump       int   // Exit.ByJump
}

// Count counts the exits of paths in dim dimensions; censored and overflowed paths are none.
func Count(list []Exit, dim int) Counts {
	c := Counts{ByCoordinate: make([]int, dim), Upper: make([]int, dim)}
	for _, e := range list {
		if e.Censored || e.Overflow {
			continue
		}
		c.Exits++
		if len(e.Ties) > 0 {
			c.Tied++
		}
		if e.ByJump() {
			c.ByJump++
		}
		if e.Coordinate < 0 {
			c.Unassigned++
			continue
		}
		c.ByCoordinate[e.Coordinate]++
		if e.Side > 0 {
			c.Upper[e.Coordinate]++
		}
	}
	return c
}
