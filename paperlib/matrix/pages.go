package matrix

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/bits"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// pages decodes the pages of column chunks, which take no more than limit bytes at once: a page as it is stored, as it is
// unpacked, and the dictionary.
type pages struct {
	r     io.ReaderAt
	limit int64
	zstd  *zstd.Decoder // made when needed
	holds int64         // bytes of the dictionary
}

func (p *pages) close() {
	if p.zstd != nil {
		p.zstd.Close()
	}
}

// usualPage is what writers fill pages up to unless told otherwise.
const usualPage = 1<<20 + 1<<16

// pageRoom is a bound on what the largest page takes. Pages of chunks that are no larger than usual pages are not looked at.
func (t *parquetTable) pageRoom(ctx context.Context) (int64, error) {
	room := int64(0)
	p := pages{r: t.r}
	for g := range t.groups {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		for j, c := range t.groups[g].chunks {
			if t.leaves[j].unread != "" {
				continue
			}
			whole := 2*max(c.stored, 0) + 4*max(c.unpacked, 0)
			if c.stored+c.unpacked <= 2*usualPage || whole <= room {
				room = max(room, min(whole, 6*usualPage))
				continue
			}
			dictionary := int64(0)
			for at, values := c.start, int64(0); values < c.values; {
				h, next, err := p.header(at, c.start+c.stored)
				if err != nil {
					break // reading it will say so, and where
				}
				at = next + int64(h.CompressedPageSize)
				takes := p.takes(h, c.codec, t.leaves[j])
				if h.Type == format.DictionaryPage {
					dictionary = 8 * int64(h.DictionaryPageHeader.V.NumValues)
				}
				room = max(room, takes+dictionary)
				n := valuesOf(h)
				if n <= 0 && h.Type != format.DictionaryPage && h.Type != format.IndexPage {
					break
				}
				values += n
			}
		}
	}
	return room, nil
}

// valuesOf is how many values a data page has.
func valuesOf(h *format.PageHeader) int64 {
	switch h.Type {
	case format.DataPage:
		return int64(h.DataPageHeader.V.NumValues)
	case format.DataPageV2:
		return int64(h.DataPageHeaderV2.V.NumValues)
	}
	return 0
}

// takes is the memory of a page while it is decoded: as stored, as unpacked, its levels, and the values of lists.
func (p *pages) takes(h *format.PageHeader, codec format.CompressionCodec, l leaf) int64 {
	n := int64(h.CompressedPageSize)
	if codec != format.Uncompressed {
		n += int64(h.UncompressedPageSize)
	}
	if p.streams(h, codec, l) {
		n = piece + valuesOf(h)*int64(levelWidth(l.defined))/4 + 64
	}
	if l.repeated > 0 {
		n += 8 * valuesOf(h)
	}
	if l.defined > 0 {
		n += valuesOf(h) / 8 // the marks of nulls
	}
	return n
}

// streams tells whether a page is read in pieces: large, plain and not compressed, with nothing but levels before its numbers.
func (p *pages) streams(h *format.PageHeader, codec format.CompressionCodec, l leaf) bool {
	return h.Type == format.DataPage && h.DataPageHeader.V.Encoding == format.Plain && codec == format.Uncompressed &&
		h.CompressedPageSize > usualPage && l.repeated == 0
}

// piece is how much of a page is read at once where pages are read in pieces.
const piece = 1 << 20

// chunk fills dst from the pages of one leaf of one row group, which is in no list.
func (p *pages) chunk(dst []float64, c columnChunk, l leaf) error {
	return p.each(c, l, int64(len(dst)), func(h *format.PageHeader, body []byte, next int64, dictionary []float64) (int, error) {
		v, err := p.values(h, body, c.codec, l, len(dst))
		if err == nil {
			err = v.decode(dst[:v.n], l.element, dictionary, l.defined)
		}
		dst = dst[v.n:]
		return v.n, err
	}, func(at, size int64, n int) error {
		err := p.stream(dst[:n], at, size, l)
		dst = dst[n:]
		return err
	})
}

// lists fills dst with the elements from first on of the lists of a leaf, each of width elements.
func (p *pages) lists(dst [][]float64, first, width int, c columnChunk, l leaf) error {
	place := 0 // of the next value among all
	return p.each(c, l, int64(len(dst[0]))*int64(width), func(h *format.PageHeader, body []byte, next int64, dictionary []float64) (int, error) {
		v, err := p.values(h, body, c.codec, l, len(dst[0])*width-place)
		if err != nil {
			return 0, err
		}
		all := make([]float64, v.n)
		if err := v.decode(all, l.element, dictionary, l.defined); err != nil {
			return 0, err
		}
		at := 0
		err = runs(v.repetition, 1, v.n, func(level uint32, count int) error {
			for range count {
				row, k := place/width, place%width
				if (level == 0) != (k == 0) {
					return unsupported("the list of draw %d of the row group has another length than %d", row, width)
				}
				if k >= first && k-first < len(dst) {
					dst[k-first][row] = all[at]
				}
				at, place = at+1, place+1
			}
			return nil
		})
		return v.n, err
	}, nil)
}

// each calls page with the data pages of a chunk until they had all values, or stream for pages that are read in pieces.
func (p *pages) each(c columnChunk, l leaf, values int64, page func(h *format.PageHeader, body []byte, next int64, dictionary []float64) (int, error), stream func(at, size int64, n int) error) error {
	at, end := c.start, c.start+c.stored
	var dictionary []float64
	p.holds = 0
	for values > 0 {
		h, next, err := p.header(at, end)
		if err != nil {
			return err
		}
		if takes := p.takes(h, c.codec, l); takes > p.limit-p.holds {
			return fmt.Errorf("%w: the page at byte %d has %d bytes, and takes %d; allow more memory, or write smaller pages", ErrMemory, at, h.UncompressedPageSize, takes)
		}
		if h.Type == format.DataPage && stream != nil && p.streams(h, c.codec, l) {
			n := valuesOf(h)
			if n <= 0 || n > values {
				return malformed("page at byte %d: %d values where %d are left", next, n, values)
			}
			if err := stream(next, int64(h.CompressedPageSize), int(n)); err != nil {
				return fmt.Errorf("page at byte %d: %w", next, err)
			}
			values, at = values-n, next+int64(h.CompressedPageSize)
			continue
		}
		body := make([]byte, h.CompressedPageSize)
		if _, err := p.r.ReadAt(body, next); err != nil {
			return short("a page", err)
		}
		if h.CRC != 0 && crc32.ChecksumIEEE(body) != uint32(h.CRC) {
			return malformed("the checksum of the page at byte %d differs; the file is damaged", next)
		}
		switch h.Type {
		case format.DictionaryPage:
			if dictionary, err = p.dictionary(h, body, c.codec, l.element); err != nil {
				return fmt.Errorf("dictionary: %w", err)
			}
		case format.DataPage, format.DataPageV2:
			n, err := page(h, body, next, dictionary)
			if err != nil {
				return fmt.Errorf("page at byte %d: %w", next, err)
			}
			values -= int64(n)
		}
		at = next + int64(len(body))
	}
	return nil
}

// stream reads a page of size bytes that holds levels and plain numbers, in pieces.
func (p *pages) stream(dst []float64, at, size int64, l leaf) error {
	there, null, end := len(dst), marks(nil), at+size
	if l.defined > 0 {
		var head [4]byte
		if _, err := p.r.ReadAt(head[:], at); err != nil {
			return short("a page", err)
		}
		n := int64(binary.LittleEndian.Uint32(head[:]))
		if most := int64(len(dst))*int64(levelWidth(l.defined))/4 + 64; n > size-4 || n > most {
			return malformed("levels of %d bytes for %d values", n, len(dst))
		}
		b := make([]byte, n)
		_, err := p.r.ReadAt(b, at+4)
		if err != nil {
			return short("a page", err)
		}
		if there, null, err = present(b, len(dst), l.defined); err != nil {
			return err
		}
		at += 4 + n
	}
	if int64(there)*int64(l.element.size) > end-at {
		return malformed("%d values in %d bytes", there, end-at)
	}
	b := make([]byte, min(piece, there*l.element.size))
	for rest := dst[:there]; len(rest) > 0; {
		n := min(len(rest), len(b)/l.element.size)
		if _, err := p.r.ReadAt(b[:n*l.element.size], at); err != nil {
			return short("a page", err)
		}
		for i := range n {
			rest[i] = l.element.value(b[i*l.element.size:])
		}
		rest, at = rest[n:], at+int64(n*l.element.size)
	}
	spread(dst, there, null)
	return nil
}

// header reads the header of the page at a byte; next is where its body begins.
func (p *pages) header(at, end int64) (h *format.PageHeader, next int64, err error) {
	if at >= end {
		return nil, 0, malformed("the pages end before the rows do")
	}
	h, n := &format.PageHeader{}, 0
	for _, room := range []int64{1 << 12, maxHeader} {
		b := make([]byte, min(room, end-at))
		if _, err = p.r.ReadAt(b, at); err != nil {
			return nil, 0, short("a page", err)
		}
		if n, err = unmarshal(b, h); !errors.Is(err, errShort) {
			break
		}
	}
	if err != nil {
		return nil, 0, malformed("the page header at byte %d: %w", at, err)
	}
	at += int64(n)
	if stored, plain := int64(h.CompressedPageSize), int64(h.UncompressedPageSize); stored < 0 || plain < 0 || stored > end-at {
		return nil, 0, malformed("the page at byte %d declares %d bytes, %d unpacked, of %d that are left", at, stored, plain, end-at)
	}
	return h, at, nil
}

// dictionary decodes the values that pages refer to.
func (p *pages) dictionary(h *format.PageHeader, body []byte, codec format.CompressionCodec, e element) ([]float64, error) {
	plain, err := p.unpack(body, codec, int(h.UncompressedPageSize))
	if err != nil {
		return nil, err
	}
	n := int(h.DictionaryPageHeader.V.NumValues)
	if n < 0 || n != len(plain)/e.size {
		return nil, malformed("%d values declared in %d bytes", n, len(plain))
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = e.value(plain[i*e.size:])
	}
	p.holds = 8 * int64(n)
	return values, nil
}

// pageValues is a data page that was unpacked.
type pageValues struct {
	n          int
	encoding   format.Encoding
	repetition []byte
	definition []byte
	plain      []byte
}

// values unpacks a data page of at most most values.
func (p *pages) values(h *format.PageHeader, body []byte, codec format.CompressionCodec, l leaf, most int) (v pageValues, err error) {
	v.n = int(valuesOf(h))
	if v.n <= 0 || v.n > most {
		return v, malformed("%d values where %d are left", v.n, most)
	}
	if h.Type == format.DataPageV2 {
		two := h.DataPageHeaderV2.V
		v.encoding = two.Encoding
		repetition, definition := int64(two.RepetitionLevelsByteLength), int64(two.DefinitionLevelsByteLength)
		if repetition < 0 || definition < 0 || repetition+definition > min(int64(len(body)), int64(h.UncompressedPageSize)) {
			return v, malformed("levels of %d and %d bytes in a page of %d", repetition, definition, len(body))
		}
		v.repetition, v.definition, v.plain = body[:repetition], body[repetition:repetition+definition], body[repetition+definition:]
		if two.IsCompressed.Valid && !two.IsCompressed.V {
			codec = format.Uncompressed
		}
		v.plain, err = p.unpack(v.plain, codec, int(int64(h.UncompressedPageSize)-repetition-definition))
		return v, err
	}
	one := h.DataPageHeader.V
	v.encoding = one.Encoding
	if v.plain, err = p.unpack(body, codec, int(h.UncompressedPageSize)); err != nil {
		return v, err
	}
	if l.repeated > 0 {
		if v.repetition, v.plain, err = levels(v.plain, one.RepetitionLevelEncoding); err != nil {
			return v, err
		}
	}
	if l.defined > 0 {
		v.definition, v.plain, err = levels(v.plain, one.DefinitionLevelEncoding)
	}
	return v, err
}

// levels cuts levels with their length from the front of a page.
func levels(b []byte, encoding format.Encoding) (levels, rest []byte, err error) {
	if encoding != format.RLE || len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
		return nil, nil, malformed("levels that are not run-length encoded within the page")
	}
	size := binary.LittleEndian.Uint32(b)
	return b[4 : 4+size], b[4+size:], nil
}

// decode decodes the values of a page; what is null is a NaN. defined is the level of a value that is there.
func (v pageValues) decode(dst []float64, e element, dictionary []float64, defined int) error {
	there, null, err := present(v.definition, v.n, defined)
	if err != nil {
		return err
	}
	if err := decode(dst[:there], v.plain, v.encoding, e, dictionary); err != nil {
		return err
	}
	spread(dst, there, null)
	return nil
}

// levelWidth is the bits of a level.
func levelWidth(defined int) int { return bits.Len(uint(defined)) }

// present counts the values of a page that are there, and lists those that are null unless there is none.
func present(levels []byte, n, defined int) (there int, null marks, err error) {
	if defined == 0 {
		return n, nil, nil
	}
	row := 0
	err = runs(levels, levelWidth(defined), n, func(level uint32, count int) error {
		switch {
		case int64(level) > int64(defined):
			return malformed("a level of %d where %d is the highest", level, defined)
		case int(level) == defined:
			there += count
		default:
			if null == nil {
				null = make(marks, (n+7)/8)
			}
			for i := range count {
				null.set(row + i)
			}
		}
		row += count
		return nil
	})
	return there, null, err
}

// marks is a bit for each value of a page; nil has none.
type marks []byte

func (m marks) set(i int)      { m[i/8] |= 1 << (i % 8) }
func (m marks) has(i int) bool { return m[i/8]>>(i%8)&1 == 1 }

// spread moves the values at the front to where they belong, from the back, and puts NaN where there is none.
func spread(dst []float64, there int, null marks) {
	if null == nil {
		return
	}
	for i := len(dst) - 1; i >= 0; i-- {
		if null.has(i) {
			dst[i] = math.NaN()
			continue
		}
		there--
		dst[i] = dst[there]
	}
}
