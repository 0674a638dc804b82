package datasets

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrFormat is a file whose bytes are not what its format says, found before anything large is allocated.
var ErrFormat = errors.New("not in the format")

// raw is a decoded split before standardisation: pixels as bytes [N, height, width, channels].
type raw struct {
	pixels []byte
	labels []byte
}

// decodeIDX checks an IDX file of unsigned bytes (magic 0x00 0x00 0x08 rank, then big-endian sizes; LeCun's format) with
// the given sizes and returns its body, sharing memory.
func decodeIDX(data []byte, sizes ...int) ([]byte, error) {
	head := 4 + 4*len(sizes)
	if len(data) < head {
		return nil, fmt.Errorf("%w: IDX file of %d bytes is shorter than its %d byte header", ErrFormat, len(data), head)
	}
	if magic := binary.BigEndian.Uint32(data); magic != 0x0800|uint32(len(sizes)) {
		return nil, fmt.Errorf("%w: IDX magic number %#08x, want %#08x (unsigned bytes, rank %d)", ErrFormat, magic, 0x0800|len(sizes), len(sizes))
	}
	body := 1
	for i, want := range sizes {
		if got := binary.BigEndian.Uint32(data[4+4*i:]); uint64(got) != uint64(want) {
			return nil, fmt.Errorf("%w: IDX dimension %d is %d, want %d", ErrFormat, i, got, want)
		}
		body *= want
	}
	if len(data)-head != body {
		return nil, fmt.Errorf("%w: IDX body of %d bytes, want %d", ErrFormat, len(data)-head, body)
	}
	return data[head:], nil
}

// decodeCIFAR appends the records of one CIFAR-10 binary batch to r: 1 label byte, then 32x32 planes of red, green and
// blue, which become interleaved [32, 32, 3].
func decodeCIFAR(r *raw, data []byte, records int) error {
	const plane = 32 * 32
	if len(data) != records*(1+3*plane) {
		return fmt.Errorf("%w: CIFAR-10 batch of %d bytes, want %d records of %d", ErrFormat, len(data), records, 1+3*plane)
	}
	if err := checkLabels(data, 1+3*plane, 10); err != nil {
		return err
	}
	for ; len(data) > 0; data = data[1+3*plane:] {
		r.labels = append(r.labels, data[0])
		rgb := data[1:]
		for p := range plane {
			r.pixels = append(r.pixels, rgb[p], rgb[plane+p], rgb[2*plane+p])
		}
	}
	return nil
}

// checkLabels looks at every stride-th byte.
func checkLabels(data []byte, stride, classes int) error {
	for i := 0; i < len(data); i += stride {
		if int(data[i]) >= classes {
			return fmt.Errorf("%w: label %d of image %d is not below %d", ErrFormat, data[i], i/stride, classes)
		}
	}
	return nil
}

// standardise turns bytes into (pixel/full - mean)/std by a table of at most 256 values per channel.
func standardise(r raw, full float64, mean, std []float64) Split {
	c := len(mean)
	table := make([][256]float32, c)
	for k := range table {
		for v := range table[k] {
			table[k][v] = float32((float64(v)/full - mean[k]) / std[k])
		}
	}
	s := Split{Images: make([]float32, len(r.pixels)), Labels: make([]int32, len(r.labels))}
	for i, v := range r.pixels {
		s.Images[i] = table[i%c][v]
	}
	for i, l := range r.labels {
		s.Labels[i] = int32(l)
	}
	return s
}

// keep selects images in place of the whole.
func (r raw) keep(index []int) raw {
	p := len(r.pixels) / len(r.labels)
	out := raw{pixels: make([]byte, 0, len(index)*p), labels: make([]byte, 0, len(index))}
	for _, i := range index {
		out.pixels = append(out.pixels, r.pixels[i*p:(i+1)*p]...)
		out.labels = append(out.labels, r.labels[i])
	}
	return out
}
