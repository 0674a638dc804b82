package matrix

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/nlpodyssey/safetensors"
)

// safetensorTypes are the floating-point types of the format, whose numbers are little-endian.
var safetensorTypes = map[safetensors.DType]string{
	safetensors.F16: "<f2", safetensors.BF16: BFloat16, safetensors.F32: "<f4", safetensors.F64: "<f8",
}

// openSafetensors opens a file of tensors by name: the length of a header in JSON, the header, and the numbers in C order.
// The header is decoded by the library, and the numbers are read where they lie.
func openSafetensors(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	var length [8]byte
	if _, err := r.ReadAt(length[:], 0); err != nil {
		return short("the header", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > uint64(size-8) {
		return malformed("the header declares %d bytes in a file of %d; it is truncated", n, size)
	}
	if most := max(o.memory()/64, maxHeader); n > uint64(most) { // decoded, it takes some thirty times its bytes
		return fmt.Errorf("%w: the header has %d bytes; allow more memory", ErrMemory, n)
	}
	text := make([]byte, n)
	if _, err := r.ReadAt(text, 8); err != nil {
		return short("the header", err)
	}
	var meta safetensors.Metadata
	if err := json.Unmarshal(text, &meta); err != nil {
		return malformed("the header: %w", err)
	}
	arrays, offsets, err := tensors(meta, size-8-int64(n))
	if err != nil {
		return err
	}
	if o.Array != "" {
		at := slices.IndexFunc(arrays, func(a array) bool { return a.name == o.Array })
		if at < 0 {
			return fmt.Errorf("%w: %q; the file has %s", ErrNoArray, o.Array, list(namesOf(arrays)))
		}
		arrays, offsets = arrays[at:at+1], offsets[at:at+1]
	}
	chosen, err := together(f, arrays, o)
	if err != nil {
		return err
	}
	var parts beside
	draws, halves := 0, element{}
	for _, k := range chosen {
		h := arrays[k].header
		d, label, err := h.table(r, 8+int64(n)+offsets[k], o.Axis)
		if err != nil {
			return fmt.Errorf("tensor %.40q: %w", arrays[k].name, err)
		}
		if len(chosen) == 1 {
			f.setDense("safetensors", h, d, label)
			f.remarkHalves(o, h.element)
			return f.leaveOutUnwritten(ctx, d, o)
		}
		parts = append(parts, part{source: d, coordinates: d.coordinates(), name: arrays[k].name, inner: label})
		if draws = d.draws; d.element.halves() {
			halves = d.element
		}
	}
	f.setBeside("safetensors", parts, draws)
	f.remarkHalves(o, halves)
	return nil
}

// tensors lists what the header declares, in the order of the file, checked against the bytes behind it.
func tensors(meta safetensors.Metadata, size int64) ([]array, []int64, error) {
	all := meta.Tensors()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(all[a].DataOffsets[0], all[b].DataOffsets[0]), cmp.Compare(a, b))
	})
	var arrays []array
	var offsets []int64
	for _, name := range names {
		t := all[name]
		a := array{name: name}
		if e, ok := elements[safetensorTypes[t.DType]]; ok {
			a.header.element = e
		} else {
			a.err = unsupported("type %v, and no floating-point numbers", t.DType)
		}
		for _, d := range t.Shape {
			if d > math.MaxInt32*uint64(math.MaxInt32) {
				return nil, nil, malformed("tensor %.40q declares %d draws or coordinates, more than any file holds", name, d)
			}
			a.header.shape = append(a.header.shape, int(d))
		}
		from, to := t.DataOffsets[0], t.DataOffsets[1]
		if from > to || to > uint64(size) {
			return nil, nil, malformed("tensor %.40q lies at bytes %d to %d, of %d that the file has; it is truncated", name, from, to, size)
		}
		if a.err == nil {
			n, err := a.header.bytes()
			if err == nil && uint64(n) != to-from {
				err = malformed("%s numbers need %d bytes, and %d are declared", times(a.header.shape), n, to-from)
			}
			if err != nil {
				return nil, nil, fmt.Errorf("tensor %.40q: %w", name, err)
			}
		}
		arrays, offsets = append(arrays, a), append(offsets, int64(from))
	}
	if len(arrays) == 0 {
		return nil, nil, unsupported("the file has no tensor")
	}
	return arrays, offsets, nil
}

func namesOf(arrays []array) []string {
	names := make([]string, len(arrays))
	for i, a := range arrays {
		names[i] = a.name
	}
	return names
}
