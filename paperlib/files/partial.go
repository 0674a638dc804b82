package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Suffix is what the name of an unfinished file ends in.
const Suffix = ".part"

// sums is what the name of the list of an unfinished file's blocks ends in.
const sums = Suffix + ".sums"

const partialHead = "sgnlab blocks 1 "

// ErrPartial is an unfinished file of something else, or one that this program did not write.
var ErrPartial = errors.New("an unfinished file stands in the way")

// Partial is a file that is written in blocks under the name path.part and gets its own name when it is finished. A killed
// writer loses the block in work: beside the file lies path.part.sums with the digest of the settings that the file is of
// and, for each block, where it ends and its SHA-256. A block that was damaged, and those after it, are written again.
type Partial struct {
	path   string
	file   *os.File
	list   *os.File
	size   int64 // bytes in whole blocks
	blocks int

	finished bool
}

// OpenPartial begins the file path, or resumes it behind the last whole block. settings is a digest or a word, without
// spaces, of everything that the contents follow from. A file of other settings with more than its first block, a header,
// is left as it is and an [ErrPartial]; so is one without a list, which somebody else may have written.
func OpenPartial(path, settings string) (*Partial, error) {
	if settings == "" || strings.ContainsAny(settings, " \n") {
		panic("files: settings " + strconv.Quote(settings))
	}
	if _, how, err := resolve(path, nil); err != nil {
		return nil, err
	} else if how != replaced {
		return nil, fmt.Errorf("%w: %q is a device or a pipe, and this file is kept in blocks to survive a kill; give the name of a file", ErrTarget, path)
	}
	head := []byte(partialHead + settings + "\n")
	b, err := ReadFile(path+sums, largest)
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return nil, err
	}
	if info, err := os.Lstat(path + Suffix); err == nil {
		switch {
		case !info.Mode().IsRegular():
			return nil, fmt.Errorf("%w: %q is no regular file; remove it or choose another name", ErrPartial, path+Suffix)
		case absent, !bytes.HasPrefix(b, []byte(partialHead)):
			return nil, fmt.Errorf("%w: %q has no readable list of blocks (%q), so it cannot be resumed and may not be of this program; delete both to begin anew",
				ErrPartial, path+Suffix, path+sums)
		case !bytes.HasPrefix(b, head) && bytes.Count(b, []byte("\n")) > 2:
			return nil, fmt.Errorf("%w: %q was begun with other settings, or its list of blocks is damaged; give the former command to finish it, or delete it and %q to begin anew",
				ErrPartial, path+Suffix, path+sums)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !bytes.HasPrefix(b, head) {
		b = head
		if err := Write(path+sums, b); err != nil {
			return nil, err
		}
	}
	p := &Partial{path: path}
	if err := p.open(b, len(head)); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// open keeps the blocks that are whole and cuts off what follows them.
func (p *Partial) open(list []byte, head int) (err error) {
	if p.file, err = os.OpenFile(p.path+Suffix, os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		return err
	}
	kept := head
	for rest := list[head:]; ; {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		end, sum, ok := parseBlock(string(line))
		if !whole || !ok || end <= p.size {
			break
		}
		h := sha256.New()
		if n, err := io.Copy(h, io.NewSectionReader(p.file, p.size, end-p.size)); err != nil || n != end-p.size || hex.EncodeToString(h.Sum(nil)) != sum {
			break
		}
		p.size, p.blocks, kept, rest = end, p.blocks+1, kept+len(line)+1, after
	}
	if err := p.file.Truncate(p.size); err != nil {
		return err
	}
	if p.list, err = os.OpenFile(p.path+sums, os.O_RDWR, 0); err != nil {
		return err
	}
	if err := p.list.Truncate(int64(kept)); err != nil {
		return err
	}
	_, err = p.list.Seek(int64(kept), io.SeekStart)
	return err
}

func parseBlock(line string) (end int64, sum string, ok bool) {
	number, sum, ok := strings.Cut(line, " ")
	end, err := strconv.ParseInt(number, 10, 64)
	return end, sum, ok && err == nil && len(sum) == 2*sha256.Size && strconv.FormatInt(end, 10) == number
}

// Size is the number of bytes in whole blocks; Blocks is how many there are.
func (p *Partial) Size() int64 { return p.size }

// Blocks is the number of whole blocks.
func (p *Partial) Blocks() int { return p.blocks }

// Contents reads the whole blocks.
func (p *Partial) Contents() *io.SectionReader { return io.NewSectionReader(p.file, 0, p.size) }

// Append writes one block.
func (p *Partial) Append(block []byte) error {
	if len(block) == 0 {
		return nil
	}
	if _, err := p.file.WriteAt(block, p.size); err != nil {
		return p.failed(err)
	}
	end, sum := p.size+int64(len(block)), sha256.Sum256(block)
	if _, err := fmt.Fprintf(p.list, "%d %x\n", end, sum); err != nil {
		return p.failed(err)
	}
	p.size, p.blocks = end, p.blocks+1
	return nil
}

func (p *Partial) failed(err error) error {
	return fmt.Errorf("write %q: %w. The %d bytes before are kept: free space there and run the same command again", p.path+Suffix, bare(err), p.size)
}

// Finish flushes the file to the disk, gives it its name and removes the list. A link stays, and what it leads to is
// replaced.
func (p *Partial) Finish() error {
	real, how, err := resolve(p.path, nil)
	if err == nil && how != replaced {
		err = fmt.Errorf("%w: %q has become a device or a pipe; what was to be written is in %q", ErrTarget, p.path, p.path+Suffix)
	}
	if err == nil {
		err = errors.Join(p.file.Sync(), p.file.Close())
	}
	if err == nil {
		err = os.Rename(p.path+Suffix, real)
	}
	if err != nil {
		return fmt.Errorf("finish %q: %w", p.path, err)
	}
	p.finished = true
	_, _ = p.list.Close(), os.Remove(p.path+sums)
	return record(real)
}

// Discard ends the writing and deletes what there is. After Finish it does nothing.
func (p *Partial) Discard() {
	p.Close()
	if !p.finished {
		_, _ = os.Remove(p.path+Suffix), os.Remove(p.path+sums)
	}
}

// Close ends the writing without finishing: the blocks stay for the next try. After Finish it does nothing.
func (p *Partial) Close() {
	if p.file != nil {
		_ = p.file.Close()
	}
	if p.list != nil {
		_ = p.list.Close()
	}
}
