package matrix

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// plainDictionary is the older number of RLEDictionary in data pages; pandas writes it to this day.
const plainDictionary format.Encoding = 2

// zstdWindow is the window that encoders ask for by default: a decoder that may take less refuses their pages.
const zstdWindow = 8 << 20

// unpack decompresses a page to exactly the declared size.
func (p *pages) unpack(b []byte, codec format.CompressionCodec, size int) ([]byte, error) {
	var out []byte
	var err error
	switch codec {
	case format.Uncompressed:
		out = b
	case format.Snappy:
		declared := 0
		if declared, err = snappy.DecodedLen(b); err == nil && declared != size {
			return nil, malformed("snappy declares %d bytes, and the page %d", declared, size)
		}
		if err == nil {
			out, err = snappy.Decode(nil, b)
		}
	case format.Lz4Raw:
		out = make([]byte, size)
		var n int
		if n, err = lz4.UncompressBlock(b, out); err == nil {
			out = out[:n]
		}
	case format.Brotli:
		out, err = io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(b)), int64(size)+1))
	case format.Gzip:
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			out, err = io.ReadAll(io.LimitReader(z, int64(size)+1))
		}
	case format.Zstd:
		if p.zstd == nil {
			p.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(max(p.limit, zstdWindow))))
		}
		if err == nil {
			out, err = p.zstd.DecodeAll(b, make([]byte, 0, size))
		}
	default:
		return nil, unsupported("compression %v; snappy, gzip, brotli, zstd and LZ4_RAW are read", codec)
	}
	if err != nil {
		return nil, malformed("unpacking a page: %w", err)
	}
	if len(out) != size {
		return nil, malformed("a page unpacks to %d bytes and not to the %d declared", len(out), size)
	}
	return out, nil
}

// decode decodes the values of a data page.
func decode(dst []float64, b []byte, encoding format.Encoding, e element, dictionary []float64) error {
	switch encoding {
	case format.Plain:
		if len(b)/e.size < len(dst) {
			return malformed("%d values in %d bytes", len(dst), len(b))
		}
		for i := range dst {
			dst[i] = e.value(b[i*e.size:])
		}
	case format.ByteStreamSplit:
		if len(b) != len(dst)*e.size {
			return malformed("%d values in %d bytes", len(dst), len(b))
		}
		var one [8]byte
		for i := range dst {
			for k := range e.size {
				one[k] = b[k*len(dst)+i]
			}
			dst[i] = e.value(one[:])
		}
	case plainDictionary, format.RLEDictionary:
		if len(b) == 0 || b[0] > 32 {
			return malformed("references to the dictionary of an impossible width")
		}
		i := 0
		return runs(b[1:], int(b[0]), len(dst), func(index uint32, n int) error {
			if int64(index) >= int64(len(dictionary)) {
				return malformed("a reference to value %d of a dictionary of %d", index, len(dictionary))
			}
			for range n {
				dst[i] = dictionary[index]
				i++
			}
			return nil
		})
	default:
		return unsupported("encoding %v; PLAIN, dictionaries and BYTE_STREAM_SPLIT are read", encoding)
	}
	return nil
}

// runs decodes n numbers of some bits in Parquet's hybrid of runs and packed groups of eight.
func runs(b []byte, width, n int, emit func(v uint32, count int) error) error {
	for n > 0 {
		head, k := binary.Uvarint(b)
		if k <= 0 {
			return malformed("encoded runs that end early")
		}
		b = b[k:]
		if head&1 == 0 {
			size := (width + 7) / 8
			if len(b) < size || head == 0 {
				return malformed("encoded runs that end early")
			}
			var word [4]byte
			copy(word[:], b[:size])
			b = b[size:]
			count := int(min(head>>1, uint64(n)))
			if err := emit(binary.LittleEndian.Uint32(word[:]), count); err != nil {
				return err
			}
			n -= count
			continue
		}
		// The last group may be cut after the bits in use: older fastparquet wrote it so, and other readers take it.
		count := int(min(head>>1, uint64(n+7)/8) * 8)
		if head>>1 == 0 || (min(count, n)*width+7)/8 > len(b) {
			return malformed("encoded runs that end early")
		}
		for i := range min(count, n) {
			if err := emit(packed(b, i*width, width), 1); err != nil {
				return err
			}
		}
		n -= min(count, n)
		b = b[min(uint64(len(b)), head>>1*uint64(width)):]
	}
	return nil
}

// packed reads a number of width bits at a bit, least significant first.
func packed(b []byte, bit, width int) uint32 {
	var v uint64
	for k := 0; k < width; {
		take := min(8-(bit+k)%8, width-k)
		v |= uint64(b[(bit+k)/8]>>((bit+k)%8)&(1<<take-1)) << k
		k += take
	}
	return uint32(v)
}
