package figure

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// goodName is what a file may be called: it is also an XML id and part of a URL.
var goodName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Formats lists the extensions that Save writes, in that order; the stamp comes last, so its presence means that the
// other files are complete.
var Formats = []string{"svg", "png", "pdf", "csv", "json"}

// Save writes dir/name.{svg,png,pdf,csv,json}. Each file appears complete or not at all (temporary name, then rename).
// The drawing files carry the caption, the alt text and the stamp, but for its code, inside, so their bytes depend on the
// results and the drawing alone. dir is made if it does not exist.
func Save(dir, name string, f Figure, stamp Stamp) error {
	contents, err := Files(name, f, stamp)
	if err != nil {
		return err
	}
	return writeAll(dir, name, Formats, contents)
}

// Files returns what Save writes, by extension.
func Files(name string, f Figure, stamp Stamp) (map[string][]byte, error) {
	if err := checkSave(name, stamp); err != nil {
		return nil, err
	}
	s := stamped{Name: name, Caption: f.Caption, Alt: f.Alt, Stamp: stamp}
	var err error
	files := map[string][]byte{}
	for format, put := range map[string]func([]byte, stamped) ([]byte, error){"svg": stampSVG, "png": stampPNG, "pdf": stampPDF} {
		raw, err := Render(f, format)
		if err != nil {
			return nil, fmt.Errorf("figure: %s: %s: %w", name, format, err)
		}
		if files[format], err = put(raw, s.inside()); err != nil {
			return nil, err
		}
	}
	if files["csv"], err = f.CSV(); err != nil {
		return nil, fmt.Errorf("figure: %s: csv: %w", name, err)
	}
	files["json"], err = s.json()
	return files, err
}

func checkSave(name string, stamp Stamp) error {
	if !goodName.MatchString(name) {
		return fmt.Errorf("figure: %q is not a file name for a figure or table; use lower-case words joined by hyphens, such as fig01-survival", name)
	}
	if err := stamp.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func writeAll(dir, name string, order []string, contents map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("figure: make the folder for %s: %w; choose a folder that can be written", name, err)
	}
	for _, ext := range order {
		path := filepath.Join(dir, name+"."+ext)
		if err := files.Write(path, contents[ext]); err != nil {
			return fmt.Errorf("figure: write %s: %w; free some space or choose another folder, then draw again: no half file was left under that name", path, err)
		}
	}
	return nil
}
