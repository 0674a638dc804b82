package matrix

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// errShort: the bytes end within the structure.
var errShort = errors.New("it ends early")

// unmarshal decodes a structure of Thrift's compact protocol from the front of b and returns its length. Every size in it
// is compared with the bytes there are first: the decoder takes memory as the sizes say, and trusts its input.
func unmarshal(b []byte, v any) (n int, err error) {
	if n, _, err = measure(b); err != nil {
		return 0, err
	}
	defer func() {
		if r := recover(); r != nil { // a fault of the decoder must not end the program
			err = fmt.Errorf("the decoder failed: %v", r)
		}
	}()
	return n, thrift.Unmarshal(&thrift.CompactProtocol{}, b[:n], v)
}

// measure returns the length of the structure at the front of b, and a bound on the memory that it takes once decoded.
func measure(b []byte) (n int, taken int64, err error) {
	w := compact{rest: b}
	if err := w.structure(0); err != nil {
		return 0, 0, err
	}
	return len(b) - len(w.rest), w.taken + int64(len(b)), nil
}

// compact walks over values of the compact protocol.
type compact struct {
	rest  []byte
	taken int64 // by the entries of lists once decoded
}

// The memory of an entry of a list: the largest structure of Parquet's footer, a column chunk, has less than 1 kB, and
// everything that is none less than a string's header.
const (
	entryBytes = 700
	plainBytes = 24
)

// smallest is how few bytes a structure in a list has: an empty one inside another.
const smallest = 3

func (c *compact) structure(depth int) error {
	if depth > 16 {
		return errors.New("structures in structures without end")
	}
	for {
		head, err := c.take(1)
		if err != nil {
			return err
		}
		if head[0] == 0 {
			return nil
		}
		if head[0]>>4 == 0 { // the field's number follows
			if _, err := c.length(); err != nil {
				return err
			}
		}
		if kind := head[0] & 15; kind > 2 { // a boolean lies in its header
			if err := c.value(kind, depth); err != nil {
				return err
			}
		}
	}
}

// value walks over one value; booleans are those in lists.
func (c *compact) value(kind byte, depth int) error {
	var err error
	switch kind {
	case 1, 2, 3:
		_, err = c.take(1)
	case 4, 5, 6:
		_, err = c.length()
	case 7:
		_, err = c.take(8)
	case 8:
		var n uint64
		if n, err = c.length(); err == nil {
			_, err = c.take(n)
		}
	case 9, 10:
		err = c.list(depth)
	case 12:
		err = c.structure(depth + 1)
	default:
		err = fmt.Errorf("a value of the unknown kind %d", kind)
	}
	return err
}

func (c *compact) list(depth int) error {
	head, err := c.take(1)
	if err != nil {
		return err
	}
	n, kind := uint64(head[0]>>4), head[0]&15
	if n == 15 {
		if n, err = c.length(); err != nil {
			return err
		}
	}
	if n > uint64(len(c.rest)) || kind == 12 && n > uint64(len(c.rest))/smallest {
		return errShort
	}
	if c.taken += int64(n) * plainBytes; kind == 12 {
		c.taken += int64(n) * (entryBytes - plainBytes)
	}
	for range n {
		if err := c.value(kind, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *compact) take(n uint64) ([]byte, error) {
	if n > uint64(len(c.rest)) {
		return nil, errShort
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b, nil
}

func (c *compact) length() (uint64, error) {
	v, n := binary.Uvarint(c.rest)
	switch {
	case n == 0:
		return 0, errShort
	case n < 0:
		return 0, errors.New("a number of more than 64 bits")
	}
	c.rest = c.rest[n:]
	return v, nil
}

// eachField calls visit with the number, the kind and the bytes of every field of a structure but booleans.
func eachField(b []byte, visit func(id int, kind byte, value []byte) error) error {
	c, id := compact{rest: b}, 0
	for {
		head, err := c.take(1)
		if err != nil || head[0] == 0 {
			return err
		}
		kind := head[0] & 15
		if id += int(head[0] >> 4); head[0]>>4 == 0 {
			v, err := c.length()
			if err != nil {
				return err
			}
			id = int(zigzag(v))
		}
		if kind <= 2 {
			continue
		}
		before := c.rest
		if err := c.value(kind, 0); err != nil {
			return err
		}
		if err := visit(id, kind, before[:len(before)-len(c.rest)]); err != nil {
			return err
		}
	}
}

// eachEntry calls visit with the bytes of every entry of a list of structures.
func eachEntry(b []byte, visit func(entry []byte) error) error {
	c := compact{rest: b}
	head, err := c.take(1)
	if err != nil {
		return err
	}
	n := uint64(head[0] >> 4)
	if n == 15 {
		if n, err = c.length(); err != nil {
			return err
		}
	}
	if head[0]&15 != 12 {
		return errors.New("a list of something else than structures")
	}
	for range n {
		before := c.rest
		if err := c.structure(0); err != nil {
			return err
		}
		if err := visit(before[:len(before)-len(c.rest)]); err != nil {
			return err
		}
	}
	return nil
}

// number decodes a whole number.
func number(kind byte, b []byte, v *int64) error {
	if kind < 4 || kind > 6 {
		return errors.New("something else where a number belongs")
	}
	u, k := binary.Uvarint(b)
	if k <= 0 {
		return errShort
	}
	*v = zigzag(u)
	return nil
}

func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
