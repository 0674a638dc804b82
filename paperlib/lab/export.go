package lab

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Export copies the entry into a published folder (figures/results), as <dir>/<study>/<id>/, and returns that folder.
// config.json, result.json and provenance.json always go; of the other files those named in files (an array by its
// name without .npy). Files that are left out are listed under "omitted" in the published provenance. limit bounds the
// bytes of the whole entry, so that a large array is not committed by mistake. An entry that is there already with
// the same contents is not touched.
func (e *Entry) Export(dir string, limit int64, files ...string) (string, error) {
	p, err := e.Provenance()
	if err != nil {
		return "", err
	}
	keep := []string{"config.json", "result.json"}
	for _, f := range files {
		if _, ok := p.Files[f]; !ok {
			f += ".npy"
		}
		if !slices.Contains(keep, f) {
			keep = append(keep, f)
		}
	}
	contents := map[string][]byte{}
	total := int64(0)
	for _, f := range keep {
		b, err := e.read(f)
		if err != nil {
			return "", fmt.Errorf("publishing %s: %w", e, err)
		}
		contents[f] = b
		total += int64(len(b))
	}
	if total > limit {
		return "", fmt.Errorf("publishing %s: its files %s have %s together and the limit is %s; publish fewer arrays, or "+
			"reduce them to what the figure draws", e, strings.Join(keep, ", "), Bytes(total), Bytes(limit))
	}
	for _, f := range sortedKeys(p.Files) {
		if !slices.Contains(keep, f) {
			if p.Omitted == nil {
				p.Omitted = map[string]FileInfo{}
			}
			p.Omitted[f] = p.Files[f]
			delete(p.Files, f)
		}
	}
	if contents["provenance.json"], err = indented(p); err != nil {
		return "", err
	}
	target := filepath.Join(dir, e.Study, e.ID)
	if same(target, contents) {
		return target, nil
	}
	return target, place(target, contents)
}

// same reports whether the folder holds these files and the results in them; the provenance may tell of another time.
func same(dir string, contents map[string][]byte) bool {
	old, err := os.ReadDir(dir)
	if err != nil || len(old) != len(contents) {
		return false
	}
	for name, b := range contents {
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || name != "provenance.json" && !bytes.Equal(have, b) {
			return false
		}
	}
	return true
}

// place writes a folder under a temporary name and puts it where the old one was.
func place(target string, contents map[string][]byte) error {
	parent := filepath.Dir(target)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fault("publishing", parent, err)
	}
	tmp, err := os.MkdirTemp(parent, ".new-*")
	if err != nil {
		return fault("publishing", parent, err)
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil {
		return fault("publishing", tmp, err)
	}
	for _, name := range sortedKeys(contents) {
		if err := WriteFile(filepath.Join(tmp, filepath.FromSlash(name)), contents[name]); err != nil {
			return err
		}
	}
	if exists(target) {
		old := &Entry{Study: filepath.Base(parent), ID: filepath.Base(target), Dir: target}
		if foreign, err := old.remove(); err != nil {
			return fault("publishing", target, err)
		} else if len(foreign) > 0 {
			return fmt.Errorf("publishing: %q is not of a result that can be replaced; move it away and publish again", foreign[0])
		}
	}
	return fault("publishing", target, os.Rename(tmp, target))
}

// Prune deletes the published entries of a study other than those kept, so that results of earlier settings do not
// pile up beside the figures. It returns the ids it deleted.
func Prune(dir, study string, keep ...string) ([]string, error) {
	entries, err := files.Match(filepath.Join(dir, study), "*")
	if err != nil {
		return nil, fault("pruning "+study, filepath.Join(dir, study), err)
	}
	var gone []string
	for _, d := range entries {
		id := filepath.Base(d)
		if !entryID.MatchString(id) || slices.Contains(keep, id) {
			continue
		}
		left, err := (&Entry{Study: study, ID: id, Dir: d}).remove()
		if err != nil {
			return gone, fault("pruning "+study, d, err)
		}
		if len(left) == 0 {
			gone = append(gone, id)
		}
	}
	return gone, nil
}

// HasArray says whether the result has the array of that name.
func (e *Entry) HasArray(name string) bool {
	p, err := e.Provenance()
	if err != nil {
		return false
	}
	_, ok := p.Files[name+".npy"]
	return ok
}
