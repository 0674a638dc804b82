//go:build !amd64

package sgn

// haveOuter says that outer is faster than a backend's products.
const haveOuter = false

func (t *outerTask) outer() { t.outerGo() }
