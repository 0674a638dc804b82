package tails

import "slices"

// Atoms describes the values of a sample that a continuous law cannot give: each is shared by more than a given share of the
// draws, as the noise of a parameter is where no example of the batch reaches it.
type Atoms struct {
	Probability float64 // share of the draws at any atom
	Values      int     // number of atoms
	Rest        []int   // the draws at no atom, in order
}

// FindAtoms finds the values that more than a share of the draws have in common, with at least three of the draws each. x is
// not changed. A law whose location is fitted with them in the sample is drawn to the largest atom, and held-out draws there
// are then repeats of fitted ones: so score x at Rest, and report Probability beside.
func FindAtoms(x []float64, share float64) Atoms {
	s := sorted(x)
	least := max(3, int(share*float64(len(x)))+1)
	var values []float64
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && s[j] == s[i] {
			j++
		}
		if j-i >= least {
			values = append(values, s[i])
		}
		i = j
	}
	a := Atoms{Values: len(values)}
	for i, v := range x {
		if _, at := slices.BinarySearch(values, v); !at {
			a.Rest = append(a.Rest, i)
		}
	}
	a.Probability = 1 - float64(len(a.Rest))/float64(len(x))
	return a
}

// Take returns the elements of x at the places.
func Take[E any](x []E, at []int) []E {
	out := make([]E, len(at))
	for i, k := range at {
		out[i] = x[k]
	}
	return out
}
