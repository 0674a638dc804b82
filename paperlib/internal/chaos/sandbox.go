package chaos

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sys/unix"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Rows and columns of the small tables.
const (
	smallRows    = 120
	smallColumns = 3
)

// tables are small sound inputs, by their file names.
func tables() (map[string][]byte, error) {
	r := rng.New(2, "chaos", "table")
	values := make([]float32, smallRows*smallColumns)
	for i := range values {
		values[i] = float32(r.NormFloat64())
	}
	var raw, archive, columns bytes.Buffer
	raw.Write(lab.NPYHeader("<f4", false, smallRows, smallColumns))
	if err := binary.Write(&raw, binary.LittleEndian, values); err != nil {
		return nil, err
	}
	z := zip.NewWriter(&archive)
	w, err := z.Create("noise.npy")
	if err == nil {
		_, err = w.Write(raw.Bytes())
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	group := parquet.Group{}
	for c := range smallColumns {
		group[fmt.Sprintf("w%d", c)] = parquet.Leaf(parquet.FloatType)
	}
	p := parquet.NewWriter(&columns, parquet.NewSchema("noise", group))
	for i := range smallRows {
		row := make(parquet.Row, smallColumns)
		for c := range row {
			row[c] = parquet.FloatValue(values[i*smallColumns+c]).Level(0, 0, c)
		}
		if _, err := p.WriteRows([]parquet.Row{row}); err != nil {
			return nil, err
		}
	}
	if err := p.Close(); err != nil {
		return nil, err
	}
	text := append([]byte("first,second,third\n"), table(smallRows, smallColumns)...)
	return map[string][]byte{"table.npy": raw.Bytes(), "table.npz": archive.Bytes(), "table.parquet": columns.Bytes(), "table.csv": text}, nil
}

// furnish fills in with tables and with what is no file to read numbers from, and box with links to them:
//
//	in/pipe              a FIFO that somebody else holds open
//	in/null, full, zero  devices, of the sandbox's own where they can be made: root could replace those of the machine
//	in/empty, dangling, loop, folder
//	box/NAME.npy         links to some of them, for outputs that need this ending
func (k *Case) furnish() error {
	files, err := tables()
	if err != nil {
		return err
	}
	for name, b := range files {
		if err := k.write("in/"+name, b); err != nil {
			return err
		}
	}
	errs := []error{k.write("in/empty", nil), os.Symlink("nowhere", k.path("in/dangling")), os.Symlink("loop", k.path("in/loop")),
		os.Mkdir(k.path("in/folder"), 0o755), os.Symlink("../in/table.npy", k.path("box/link.npy")),
		os.Symlink("../in/table.csv", k.path("box/link.csv")), os.Link(k.path("in/table.csv"), k.path("box/same.csv")),
		os.Symlink("made/by/link.npy", k.path("box/dangling.npy"))}
	for name, minor := range map[string]string{"null": "3", "zero": "5", "full": "7"} {
		ok, err := k.device(name, minor)
		if ok {
			err = os.Symlink("../in/"+name, k.path("box", name+".npy"))
		}
		errs = append(errs, err)
	}
	errs = append(errs, k.pipe())
	return errors.Join(errs...)
}

// device makes a device of the sandbox's own, or a link to the machine's if that cannot come to harm.
func (k *Case) device(name, minor string) (bool, error) {
	path := k.path("in", name)
	if exec.Command("mknod", "-m", "666", path, "c", "1", minor).Run() == nil {
		if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil { // not on a file system without devices
			return true, f.Close()
		}
		if err := os.Remove(path); err != nil {
			return false, err
		}
	}
	if unix.Access("/dev", unix.W_OK) == nil {
		return false, nil
	}
	return true, os.Symlink("/dev/"+name, path)
}

// pipe makes a FIFO, which the campaign holds open and empties, so that who writes goes on and who reads would wait.
func (k *Case) pipe() error {
	path := k.path("in", "pipe")
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		return err
	}
	if err := os.Symlink("../in/pipe", k.path("box", "pipe.npy")); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	go io.Copy(io.Discard, f) //nolint:errcheck // until it is closed
	k.clean = append(k.clean, func() { f.Close() })
	return nil
}

// again makes the folders of the sandbox anew, without a trace of the commands before.
func (k *Case) again() error {
	for _, d := range []string{"box", "in", "tmp"} {
		if err := errors.Join(os.RemoveAll(k.path(d)), os.MkdirAll(k.path(d), 0o755)); err != nil {
			return err
		}
	}
	return k.furnish()
}
