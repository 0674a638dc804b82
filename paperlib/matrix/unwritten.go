package matrix

import (
	"bytes"
	"context"
	"math"
)

// leaveOutUnwritten leaves out the last draws of an array if they are zero in every coordinate and draws before them are
// not: a file that numpy's open_memmap makes, and an array of numpy.zeros, are zeros until they are filled. Where draws of zeros are common, as many at
// the end may be chance, and stay.
func (f *File) leaveOutUnwritten(ctx context.Context, d *dense, o Options) error {
	k, err := d.zeroTail(ctx)
	if err != nil || k < 2 || k == d.draws {
		return err
	}
	zeros, looked, err := d.zeroRows(ctx, d.draws-k)
	if err != nil {
		return err
	}
	share := (float64(zeros) + 1) / (float64(looked) + 2)
	if math.Pow(share, float64(k)) > chanceZeros {
		return nil
	}
	f.remark(o, "The last %d of %d draws, %d to %d, are zero in every coordinate, as rows of an array that was made and not filled to its end (numpy's open_memmap, zeros). They were left out.",
		k, d.draws, d.draws-k, d.draws-1)
	d.rows -= k
	f.draws = d.rows
	return nil
}

// chanceZeros is the probability below which zeros at the end are no chance.
const chanceZeros = 1e-3

// zeroTail counts the last draws whose bytes are zero in every coordinate.
func (d *dense) zeroTail(ctx context.Context) (int, error) {
	row := int64(d.after) * int64(d.element.size)
	slab := row * int64(d.draws)
	buffer := make([]byte, min(chunk/16, slab))
	most := slab // bytes of zeros at the end of every slab so far
	for b := range d.before {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		zeros := int64(0)
		for piece := int64(256); zeros < most; piece = min(2*piece, int64(len(buffer))) { // most files end in a number
			part := buffer[:min(piece, int64(len(buffer)), most-zeros)]
			if err := d.readAt(part, int64(b+1)*slab-zeros-int64(len(part)), d.draws-1); err != nil {
				return 0, err
			}
			rest := bytes.TrimRight(part, "\x00")
			zeros += int64(len(part) - len(rest))
			if len(rest) > 0 {
				break
			}
		}
		if most = min(most, zeros); most < row {
			return 0, nil
		}
	}
	return int(most / row), nil
}

// zeroRows counts draws of zeros among the looked ones before a draw.
func (d *dense) zeroRows(ctx context.Context, before int) (zeros, looked int, err error) {
	const most = 1000
	looked = min(most, before)
	zero := make([]bool, looked)
	for i := range zero {
		zero[i] = true
	}
	zeros = looked
	row := int64(d.after) * int64(d.element.size)
	buffer := make([]byte, min(chunk/16, row))
	for b := 0; b < d.before && zeros > 0; b++ {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		for i := range zero {
			if !zero[i] {
				continue
			}
			draw := before - looked + i
			for at := int64(0); at < row && zero[i]; at += int64(len(buffer)) {
				part := buffer[:min(int64(len(buffer)), row-at)]
				if err := d.readAt(part, (int64(b)*int64(d.draws)+int64(draw))*row+at, draw); err != nil {
					return 0, 0, err
				}
				if len(bytes.Trim(part, "\x00")) > 0 {
					zero[i] = false
					zeros--
				}
			}
		}
	}
	return zeros, looked, nil
}
