package matrix

import (
	"strconv"
	"strings"
)

// parseHeader reads the dictionary of an .npy header, a Python literal such as
//
//	{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 20), }
//
// with its keys in any order.
func parseHeader(text, dtype string) (npyHeader, error) {
	var h npyHeader
	p := literal{rest: text}
	seen := map[string]bool{}
	p.expect("{")
	for p.err == nil && !p.accept("}") {
		key := p.quoted()
		p.expect(":")
		if p.err != nil {
			break
		}
		if seen[key] {
			p.fail("the key %q twice", key)
			break
		}
		seen[key] = true
		switch key {
		case "descr":
			if p.peek("[") {
				return h, unsupported("a structured array; save one plain array of its fields: from numpy.lib.recfunctions import structured_to_unstructured; structured_to_unstructured(a)")
			}
			if descr := p.quoted(); p.err == nil {
				p.err = h.setType(descr, dtype)
			}
		case "fortran_order":
			if h.fortran = p.accept("True"); !h.fortran {
				p.expect("False")
			}
		case "shape":
			h.shape = p.tuple()
		default:
			p.fail("the unknown key %q", key)
		}
		if !p.peek("}") {
			p.expect(",")
		}
	}
	if p.err == nil && strings.TrimSpace(p.rest) != "" {
		p.fail("%.20q after the dictionary", p.rest)
	}
	if p.err == nil && len(seen) != 3 {
		p.fail("keys missing of 'descr', 'fortran_order' and 'shape'")
	}
	return h, p.err
}

// literal reads a Python literal from the front of rest; after the first fault it does nothing.
type literal struct {
	rest string
	err  error
}

func (p *literal) fail(format string, args ...any) {
	if p.err == nil {
		p.err = malformed("the .npy header has "+format, args...)
	}
}

func (p *literal) peek(token string) bool {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	return strings.HasPrefix(p.rest, token)
}

func (p *literal) accept(token string) bool {
	if p.err != nil || !p.peek(token) {
		return false
	}
	p.rest = p.rest[len(token):]
	return true
}

func (p *literal) expect(token string) {
	if !p.accept(token) {
		p.fail("%.20q where %q belongs", p.rest, token)
	}
}

// quoted reads a string; the strings of a header need no escapes.
func (p *literal) quoted() string {
	quote := "'"
	if p.peek(`"`) {
		quote = `"`
	}
	p.expect(quote)
	s, rest, ok := strings.Cut(p.rest, quote)
	if !ok {
		p.fail("a string that does not end")
	}
	if p.err != nil {
		return ""
	}
	p.rest = rest
	return s
}

// tuple reads a tuple of dimensions. Python 2 wrote an L behind long ones, and writers that print a shape of NumPy's own
// whole numbers write np.int64(203), which NumPy itself refuses.
func (p *literal) tuple() []int {
	var dims []int
	p.expect("(")
	for p.err == nil && !p.accept(")") {
		wrapped := p.accept("np.int64(") || p.accept("numpy.int64(")
		p.peek("")
		word := p.rest[:len(p.rest)-len(strings.TrimLeft(p.rest, "-0123456789"))]
		n, err := strconv.Atoi(word)
		switch {
		case word == "":
			p.fail("%.20q where a dimension belongs", p.rest)
		case err != nil || n < 0:
			p.fail("the dimension %q, which no array has", word)
		case len(dims) == 64:
			p.fail("more than 64 dimensions")
		}
		dims = append(dims, n)
		p.rest = strings.TrimPrefix(p.rest[len(word):], "L")
		if wrapped {
			p.expect(")")
		}
		if !p.peek(")") {
			p.expect(",")
		}
	}
	return dims
}
