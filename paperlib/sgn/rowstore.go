package sgn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"unsafe"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// rowStore holds a matrix of rows (gradients of examples, or of batches) that comes row by row and is wanted by blocks
// of coordinates. It is kept in tiles of 16 coordinates: within a group of rows, a tile is [rows of the group, 16], so
// that a block of coordinates is contiguous and the sums of rows of a tile stay in the second-level cache.
type rowStore struct {
	rows         int
	first, tiles int // of all tiles, the store holds tiles first .. first+tiles-1
	group        int // rows of a group; all rows when in memory
	have         int // rows that are complete

	memory []float32 // the group in work, [tiles][group][16]
	stage  []float32 // rows that wait to be put into it, [.][tiles * 16]
	staged int       // how many
	rooms  sync.Pool // of *[]float32, for rows that are formed on the way
	file   *os.File  // complete groups; nil when in memory
	sums   []uint32  // CRC-32C of each complete group
	name   string    // of the file
	id     string    // identity of the capture, in the manifest
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// stageBytes bounds the rows that wait, if there is more than one.
const stageBytes = 32 << 20

// newRowStore makes a store for tiles first .. first+tiles-1.
func newRowStore(rows, first, tiles, group int) *rowStore {
	waiting := max(1, min(group, stageBytes/(tiles*lane)))
	s := &rowStore{rows: rows, first: first, tiles: tiles, group: group, memory: make([]float32, tiles*group*lanes), stage: make([]float32, waiting*tiles*lanes)}
	go populate(s.memory)
	return s
}

// manifest lies beside the scratch file and lists what of it is complete.
type manifest struct {
	ID     string   `json:"id"`
	Rows   int      `json:"rows"`
	Tiles  int      `json:"tiles"`
	Group  int      `json:"group"`
	Groups []uint32 `json:"groups"` // CRC-32C of the complete groups
}

// ErrScratch is a file of somebody else where the scratch file is to be.
var ErrScratch = errors.New("the name of the scratch file is taken")

// onDisk puts the store into a scratch file in dir and takes over the groups that an earlier capture of the same
// identity left there. A group whose checksum is wrong, and those after it, are computed again, and so are all of another
// capture. A file without a list of finished rows is not of a capture: it is left as it is and an [ErrScratch].
func (s *rowStore) onDisk(dir, name, id string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the scratch folder: %w", err)
	}
	s.name, s.id = filepath.Join(dir, name), id
	var m manifest
	b, err := files.ReadFile(s.name+".json", 1<<30)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the list of finished rows: %w", err)
	}
	ours := bytes.HasPrefix(b, []byte(`{"id":"`)) // perhaps damaged behind that
	if _, lost := os.Lstat(s.name); !ours && (lost == nil || err == nil) {
		return fmt.Errorf("%w: %q is not of a capture, since no list of finished rows lies beside it (%q); name another folder, or delete both", ErrScratch, s.name, s.name+".json")
	}
	if json.Unmarshal(b, &m) != nil {
		m = manifest{}
	}
	flags := os.O_RDWR | os.O_CREATE
	if m.ID != id || m.Rows != s.rows || m.Tiles != s.tiles || m.Group != s.group {
		flags |= os.O_TRUNC // nothing of it can be used
		m = manifest{}
		if err := s.list(); err != nil { // before the file, so that one without a list is never ours
			return err
		}
	}
	if s.file, err = os.OpenFile(s.name, flags, 0o644); err != nil {
		return fmt.Errorf("open the scratch file: %w", err)
	}
	for g, sum := range m.Groups {
		n := s.groupRows(g)
		if n <= 0 {
			break // more groups than there are rows: a damaged list
		}
		data := bytesOf(s.memory[:s.tiles*n*lanes])
		if _, err := s.file.ReadAt(data, s.offset(g)); err != nil || crc32.Checksum(data, castagnoli) != sum {
			break
		}
		s.sums, s.have = append(s.sums, sum), s.have+n
	}
	return nil
}

// groupRows is the number of rows of group g: the last one may be shorter.
func (s *rowStore) groupRows(g int) int { return min(s.group, s.rows-g*s.group) }

func (s *rowStore) offset(g int) int64 {
	return int64(g) * int64(s.group) * int64(s.tiles) * lane
}

// part is some coordinates of n rows that are put into a store.
type part struct {
	at, width int // coordinates at .. at+width-1
	// rows returns rows r .. r+m-1, [m, width]. It may grow room and return it.
	rows func(r, m int, room *[]float32) []float32
}

// wholes are the parts of n rows that are there: number p begins with coordinate at[p].
func wholes(n int, list [][]float32, at []int) []part {
	var parts []part
	for p, v := range list {
		width := len(v) / n
		parts = append(parts, part{at[p], width, func(r, m int, _ *[]float32) []float32 { return v[r*width : (r+m)*width] }})
	}
	return parts
}

// Every tile lies in a page of memory of its own, so that a visit costs the same for one row as for many: rows are put there
// few at a time at least, and most at most, since what is formed on the way ought to come from a cache.
const few, most = 8, 32

// add appends n rows. They may cross the end of a group. Where they come in ones and twos they wait in the stage until there
// are many.
func (s *rowStore) add(ctx context.Context, n int, parts []part) error {
	columns := s.tiles * lanes
	for r := 0; r < n; {
		g := s.have / s.group
		end := g*s.group + s.groupRows(g)
		m := min(n-r, end-s.have)
		wait := m < few
		if wait {
			m = min(m, len(s.stage)/columns-s.staged)
		} else {
			s.unstage()
		}
		blocks := (m + most - 1) / most
		err := stats.Parallel(ctx, len(parts)*blocks, 0, func(_ context.Context, t int) error {
			p, k := parts[t/blocks], t%blocks*most
			lo, hi := s.stored(p.at, p.width)
			if lo >= hi {
				return nil
			}
			room, _ := s.rooms.Get().(*[]float32)
			if room == nil {
				room = new([]float32)
			}
			defer s.rooms.Put(room)
			b := min(most, m-k)
			v := p.rows(r+k, b, room)
			if !wait {
				s.put(s.have+k, b, p.at, v)
				return nil
			}
			for i := range b {
				copy(s.stage[(s.staged+k+i)*columns+lo-s.first*lanes:], v[i*p.width:][lo-p.at:hi-p.at])
			}
			return nil
		})
		if err != nil {
			return err
		}
		r, s.have = r+m, s.have+m
		if wait {
			s.staged += m
		}
		if s.have == end || s.staged*columns == len(s.stage) {
			s.unstage()
		}
		if s.have == end && s.file != nil {
			if err := s.write(g, s.groupRows(g)); err != nil {
				s.have -= s.groupRows(g)
				return err
			}
		}
	}
	return nil
}

// stored is the range of those of the coordinates at .. at+width-1 that the store holds.
func (s *rowStore) stored(at, width int) (lo, hi int) {
	return max(at, s.first*lanes), min(at+width, (s.first+s.tiles)*lanes)
}

// unstage puts the waiting rows, which are of one group, into the tiles.
func (s *rowStore) unstage() {
	if s.staged > 0 {
		s.put(s.have-s.staged, s.staged, s.first*lanes, s.stage[:s.staged*s.tiles*lanes])
		s.staged = 0
	}
}

// put writes the store's rows row .. row+m-1, all of one group, from coordinate at on: v is [m, width].
func (s *rowStore) put(row, m, at int, v []float32) {
	g, width := row/s.group, len(v)/m
	group := s.groupRows(g)
	for lo, hi := s.stored(at, width); lo < hi; {
		tile := lo / lanes
		end := min(hi, (tile+1)*lanes)
		to := s.memory[((tile-s.first)*group+row-g*s.group)*lanes:][:m*lanes]
		from := v[lo-at:]
		if end-lo == lanes {
			copyRows(to, from, width, m)
		} else {
			for k := range m {
				copy(to[k*lanes+lo-tile*lanes:], from[k*width:][:end-lo])
			}
		}
		lo = end
	}
}

func (s *rowStore) write(g, size int) error {
	data := bytesOf(s.memory[:s.tiles*size*lanes])
	if _, err := s.file.WriteAt(data, s.offset(g)); err != nil {
		return fmt.Errorf("write the scratch file: %w. The %d rows before are kept: free space there, or choose another folder, and run again", err, g*s.group)
	}
	s.sums = append(s.sums, crc32.Checksum(data, castagnoli))
	return s.list()
}

// list writes the manifest.
func (s *rowStore) list() error {
	b, err := json.Marshal(manifest{s.id, s.rows, s.tiles, s.group, s.sums})
	if err != nil {
		return err
	}
	if err := files.Write(s.name+".json", b); err != nil {
		return fmt.Errorf("list the finished rows: %w", err)
	}
	return nil
}

// block returns tiles t0 .. t1-1 (numbers of all tiles), [t1-t0][rows][16]. In memory it is the store itself; from disk
// it is read into buffer.
func (s *rowStore) block(t0, t1 int, buffer []float32) ([]float32, error) {
	s.unstage()
	t0, t1 = t0-s.first, t1-s.first
	if s.file == nil {
		return s.memory[t0*s.rows*lanes : t1*s.rows*lanes], nil
	}
	out := buffer[:(t1-t0)*s.rows*lanes]
	for g := range s.sums {
		n := s.groupRows(g)
		for t := t0; t < t1; t++ {
			part := out[((t-t0)*s.rows+g*s.group)*lanes:][:n*lanes]
			if _, err := s.file.ReadAt(bytesOf(part), s.offset(g)+int64(t*n)*lane); err != nil {
				if errors.Is(err, io.EOF) {
					err = io.ErrUnexpectedEOF
				}
				return nil, fmt.Errorf("read the scratch file %s: %w. Delete it and run again", s.name, err)
			}
		}
	}
	return out, nil
}

// close ends the use of the store; remove deletes the scratch file and its list.
func (s *rowStore) close(remove bool) {
	if s.file == nil {
		return
	}
	_ = s.file.Close()
	if remove {
		_, _ = os.Remove(s.name), os.Remove(s.name+".json")
	}
}

// bytesOf is the memory of v. The scratch file never leaves the machine, so its byte order does not matter.
func bytesOf(v []float32) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), 4*len(v))
}
