package files

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// blocksOf are the blocks of a file, of unequal sizes.
func blocksOf(n int) (blocks [][]byte, whole []byte) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		b := make([]byte, 1+r.IntN(300))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		blocks = append(blocks, b)
		whole = append(whole, b...)
	}
	return blocks, whole
}

// complete writes what an unfinished file lacks, by the number of its blocks, and finishes it.
func complete(t *testing.T, path, settings string, blocks [][]byte) {
	t.Helper()
	p, err := OpenPartial(path, settings)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	kept, err := io.ReadAll(p.Contents())
	if want := bytes.Join(blocks[:p.Blocks()], nil); err != nil || !bytes.Equal(kept, want) {
		t.Fatalf("%d blocks were kept that are not those written: %v", p.Blocks(), err)
	}
	for _, b := range blocks[p.Blocks():] {
		if err := p.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Finish(); err != nil {
		t.Fatal(err)
	}
}

// begin writes the first n blocks and stops as a killed process does.
func begin(t *testing.T, path, settings string, blocks [][]byte, n int) {
	t.Helper()
	p, err := OpenPartial(path, settings)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks[:n] {
		if err := p.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	p.Close()
}

// Whatever happens to the file and its list, the finished file is the undisturbed one, or the open is refused.
func TestPartialSurvivesDamage(t *testing.T) {
	blocks, whole := blocksOf(12)
	r := rand.New(rand.NewPCG(3, 4))
	refused, resumed := 0, 0
	for round := range 400 {
		path := filepath.Join(t.TempDir(), "x")
		begin(t, path, "s1", blocks, 1+r.IntN(len(blocks)))
		victim := path + Suffix
		if r.IntN(2) == 0 {
			victim = path + sums
		}
		b := []byte(get(t, victim))
		switch r.IntN(5) {
		case 0:
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		case 1:
			b = b[:r.IntN(len(b))]
		case 2:
			b = append(b, b[r.IntN(len(b)):]...)
		case 3:
			clear(b[r.IntN(len(b)):])
		case 4:
			b = append(b, "9999 0000\n"...)
		}
		if err := os.WriteFile(victim, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if p, err := OpenPartial(path, "s1"); errors.Is(err, ErrPartial) {
			refused++
			continue
		} else if err != nil {
			t.Fatal(round, err)
		} else {
			p.Close()
		}
		resumed++
		complete(t, path, "s1", blocks)
		if got := get(t, path); got != string(whole) {
			t.Fatalf("round %d: %d bytes of other contents", round, len(got))
		}
		if left := names(t, filepath.Dir(path)); len(left) != 1 {
			t.Fatalf("round %d left %v", round, left)
		}
	}
	if refused == 0 || resumed < 300 {
		t.Errorf("%d refused, %d resumed", refused, resumed)
	}
}

func TestPartialKeepsWhatIsOfOtherSettings(t *testing.T) {
	blocks, whole := blocksOf(5)
	path := filepath.Join(t.TempDir(), "x")
	begin(t, path, "s1", blocks, 3)
	before := get(t, path+Suffix)
	if _, err := OpenPartial(path, "s2"); !errors.Is(err, ErrPartial) {
		t.Fatalf("other settings: %v", err)
	}
	if get(t, path+Suffix) != before {
		t.Error("the unfinished file was changed")
	}
	complete(t, path, "s1", blocks)
	if get(t, path) != string(whole) {
		t.Error("other contents")
	}
	put(t, path+Suffix, "a download of the user")
	if _, err := OpenPartial(path, "s1"); !errors.Is(err, ErrPartial) {
		t.Errorf("a file without a list: %v", err)
	}
	if get(t, path+Suffix) != "a download of the user" {
		t.Error("a user's file was changed")
	}
	if _, err := OpenPartial(filepath.Dir(path), "s1"); !errors.Is(err, ErrTarget) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := OpenPartial(os.DevNull, "s1"); !errors.Is(err, ErrTarget) {
		t.Errorf("a device: %v", err)
	}
}

// A file that holds no more than its header keeps nobody from beginning another, and can be discarded.
func TestPartialOfOneBlockStandsInNobodysWay(t *testing.T) {
	blocks, whole := blocksOf(5)
	path := filepath.Join(t.TempDir(), "x")
	for n := range 2 {
		begin(t, path, "s1", blocks, n)
		p, err := OpenPartial(path, "s2")
		if err != nil || p.Blocks() != 0 {
			t.Fatalf("%d blocks: %v", n, err)
		}
		p.Discard()
		if left := names(t, filepath.Dir(path)); len(left) > 0 {
			t.Fatalf("Discard left %v", left)
		}
	}
	complete(t, path, "s2", blocks)
	p, err := OpenPartial(path, "s3")
	if err != nil {
		t.Fatal(err)
	}
	p.Discard()
	if get(t, path) != string(whole) {
		t.Error("Discard touched the finished file")
	}
}

func TestSealShowsEveryBit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c")
	if err := Seal(path, []byte("some contents")); err != nil {
		t.Fatal(err)
	}
	if b, err := Unseal(path); err != nil || string(b) != "some contents" {
		t.Fatal(b, err)
	}
	good := []byte(get(t, path))
	for i := range 8 * len(good) {
		b := bytes.Clone(good)
		b[i/8] ^= 1 << (i % 8)
		put(t, path, string(b))
		if _, err := Unseal(path); !errors.Is(err, ErrSeal) {
			t.Fatalf("bit %d: %v", i, err)
		}
	}
	for n := range good {
		put(t, path, string(good[:n]))
		if _, err := Unseal(path); !errors.Is(err, ErrSeal) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
	sum := sha256.Sum256(nil)
	put(t, path, fmt.Sprintf("%s%x\n", sealHead, sum))
	if b, err := Unseal(path); err != nil || len(b) != 0 {
		t.Errorf("empty contents: %v", err)
	}
}
