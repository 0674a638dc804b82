package matrix

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// pages decodes the pages of column chunks; none takes more than limit bytes.
type pages struct {
	r     io.ReaderAt
	limit int64
	zstd  *zstd.Decoder // made when needed
}

func (p *pages) close() {
	if p.zstd != nil {
		p.zstd.Close()
	}
}

// chunk fills dst from the pages of one column of one row group. Optional columns have definition levels.
func (p *pages) chunk(dst []float64, m *format.ColumnMetaData, optional bool) error {
	e := elements["<f4"]
	if m.Type == format.Double {
		e = elements["<f8"]
	}
	at, end := start(m), start(m)+m.TotalCompressedSize
	var dictionary []float64
	for len(dst) > 0 {
		h, body, next, err := p.page(at, end)
		if err != nil {
			return err
		}
		at = next
		switch h.Type {
		case format.DictionaryPage:
			if dictionary, err = p.dictionary(h, body, m.Codec, e); err != nil {
				return fmt.Errorf("dictionary: %w", err)
			}
		case format.DataPage, format.DataPageV2:
			n, err := p.data(dst, h, body, m.Codec, e, dictionary, optional)
			if err != nil {
				return fmt.Errorf("page at byte %d: %w", next-int64(len(body)), err)
			}
			dst = dst[n:]
		}
	}
	return nil
}

// page reads the page at a byte: its header and its body as stored. next is where the following one begins.
func (p *pages) page(at, end int64) (h *format.PageHeader, body []byte, next int64, err error) {
	if at >= end {
		return nil, nil, 0, malformed("the pages end before the rows do")
	}
	n := 0
	h = new(format.PageHeader)
	for _, room := range []int64{1 << 10, maxHeader} {
		b := make([]byte, min(room, end-at))
		if _, err = p.r.ReadAt(b, at); err != nil {
			return nil, nil, 0, short("a page", err)
		}
		if n, err = unmarshal(b, h); !errors.Is(err, errShort) {
			break
		}
	}
	if err != nil {
		return nil, nil, 0, malformed("the page header at byte %d: %w", at, err)
	}
	at += int64(n)
	switch stored, plain := int64(h.CompressedPageSize), int64(h.UncompressedPageSize); {
	case stored < 0 || plain < 0 || stored > end-at:
		return nil, nil, 0, malformed("the page at byte %d declares %d bytes, %d unpacked, of %d that are left", at, stored, plain, end-at)
	case max(stored, plain) > p.limit:
		return nil, nil, 0, fmt.Errorf("%w: the page at byte %d has %d bytes; allow more memory, or write smaller pages", ErrMemory, at, max(stored, plain))
	}
	body = make([]byte, h.CompressedPageSize)
	if _, err := p.r.ReadAt(body, at); err != nil {
		return nil, nil, 0, short("a page", err)
	}
	if h.CRC != 0 && crc32.ChecksumIEEE(body) != uint32(h.CRC) {
		return nil, nil, 0, malformed("the checksum of the page at byte %d differs; the file is damaged", at)
	}
	return h, body, at + int64(len(body)), nil
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
	return values, nil
}

// data decodes a data page into the front of dst and returns how many values it had.
func (p *pages) data(dst []float64, h *format.PageHeader, body []byte, codec format.CompressionCodec, e element, dictionary []float64, optional bool) (int, error) {
	var n int
	var encoding format.Encoding
	var levels, plain []byte
	var err error
	if h.Type == format.DataPageV2 {
		v := h.DataPageHeaderV2.V
		n, encoding = int(v.NumValues), v.Encoding
		repetition, definition := int64(v.RepetitionLevelsByteLength), int64(v.DefinitionLevelsByteLength)
		if repetition < 0 || definition < 0 || repetition+definition > min(int64(len(body)), int64(h.UncompressedPageSize)) {
			return 0, malformed("levels of %d and %d bytes in a page of %d", repetition, definition, len(body))
		}
		levels, plain = body[repetition:repetition+definition], body[repetition+definition:]
		if v.IsCompressed.Valid && !v.IsCompressed.V {
			codec = format.Uncompressed
		}
		plain, err = p.unpack(plain, codec, int(int64(h.UncompressedPageSize)-repetition-definition))
	} else {
		n, encoding = int(h.DataPageHeader.V.NumValues), h.DataPageHeader.V.Encoding
		if plain, err = p.unpack(body, codec, int(h.UncompressedPageSize)); err == nil && optional {
			if h.DataPageHeader.V.DefinitionLevelEncoding != format.RLE || len(plain) < 4 || uint64(binary.LittleEndian.Uint32(plain)) > uint64(len(plain)-4) {
				return 0, malformed("definition levels that are not run-length encoded within the page")
			}
			size := binary.LittleEndian.Uint32(plain)
			levels, plain = plain[4:4+size], plain[4+size:]
		}
	}
	if err != nil {
		return 0, err
	}
	if n <= 0 || n > len(dst) {
		return 0, malformed("%d values where %d rows are left", n, len(dst))
	}
	if optional {
		if err := allPresent(levels, n); err != nil {
			return 0, err
		}
	}
	return n, decode(dst[:n], plain, encoding, e, dictionary)
}
