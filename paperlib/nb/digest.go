package nb

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// CellDigest returns the SHA-256, in hex, of the executable of the running cell:
// the key for results of networks, losses and noises that a reader wrote in a
// cell. It is equal for the same cells run in any kernel session of one machine,
// and differs when code that the cell calls changes; declarations in other cells
// may move the lines of this one and change it as well, at the price of computing
// again.
//
// The kernel builds each cell with -trimpath -buildvcs=false and an empty build
// id. What is left of the session is the name of its random package, and with
// cgo the note that the C linker computes from all bytes; both are masked. It
// fails when the cell was built with other flags (another kernel than this
// clone's), where equal source would not give equal bytes.
func CellDigest() (string, error) {
	path := "/proc/self/exe" // also after a later build has replaced the file
	if runtime.GOOS != "linux" {
		p, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("the running cell's executable cannot be found: %w", err)
		}
		path = p
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the running cell's executable cannot be read: %w", err)
	}
	return executableDigest(b)
}

var sessionPackage = regexp.MustCompile(`^gonb_[0-9a-f]{8}$`)

func executableDigest(b []byte) (string, error) {
	info, err := buildinfo.Read(bytes.NewReader(b))
	if err != nil {
		return "", fmt.Errorf("the cell's executable has no build information: %w", err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	// Under -trimpath the linker flags are not recorded; an executable with
	// symbols is caught by the symbol table below.
	if settings["-trimpath"] != "true" {
		return "", errors.New("this cell was not built with -trimpath, so that its digest would change from session to session: use the kernel \"Go (sgnlab)\" that scripts/setup.sh registers, and leave GOFLAGS alone in cells")
	}
	b = bytes.Clone(b)
	if err := maskBuildNote(b); err != nil {
		return "", err
	}
	if name := info.Main.Path; sessionPackage.MatchString(name) {
		b = bytes.ReplaceAll(b, []byte(name), []byte(strings.Repeat("-", len(name))))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// maskBuildNote zeroes the linker's build id of an ELF file; other formats have
// none that this project knows of.
func maskBuildNote(b []byte) error {
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		return nil // not ELF
	}
	if f.Section(".symtab") != nil {
		return errors.New("this cell's executable carries symbols (built without -ldflags=-s), which name temporary files: use the kernel \"Go (sgnlab)\" that scripts/setup.sh registers, and leave GOFLAGS alone in cells")
	}
	for _, name := range []string{".note.gnu.build-id", ".note.go.buildid"} {
		if s := f.Section(name); s != nil && s.Offset+s.FileSize <= uint64(len(b)) {
			clear(b[s.Offset : s.Offset+s.FileSize])
		}
	}
	return nil
}
