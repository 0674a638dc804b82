// Package datasets finds, downloads, verifies and decodes the data that networks are trained on.
//
// Nothing is ever replaced silently: a set that is missing or damaged is an error that names the set, the file, the
// expected and the found digest and the next action. The package imports neither GoMLX nor cgo.
package datasets

// Set is a data set in memory.
type Set struct {
	Name    string // "digits", "mnist", "fashion-mnist", "cifar10"
	Shape   [3]int // height, width, channels of one image
	Classes int
	Train   Split
	Test    Split
	Digest  string // SHA-256 over the verified contents, hexadecimal: the set's identity in results
	Source  string // where it came from, in words
	Licence string
}

// Split is a part of a data set.
type Split struct {
	Images []float32 // [N, height, width, channels], standardised with the constants documented at the set
	Labels []int32   // [N], 0 <= label < Classes
}

// Len is the number of examples N.
func (s Split) Len() int { return len(s.Labels) }
