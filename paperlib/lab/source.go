package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
)

// Code identifies the source a result was computed from. The digest needs no version control, so that a result from
// an unpacked archive can still be matched to its source.
type Code struct {
	Commit string `json:"commit"` // empty when the source has no .git
	Dirty  bool   `json:"dirty"`  // files differ from the commit
	Digest string `json:"digest"` // CodeDigest, empty when the source folder is not at hand
	Note   string `json:"note,omitempty"`
}

// String says commit or archive, and the digest, in one short line.
func (c Code) String() string {
	s := "no commit known"
	if c.Commit != "" {
		s = "commit " + Short(c.Commit)
		if c.Dirty {
			s += " with local changes"
		}
	}
	if c.Digest != "" {
		s += ", source digest " + Short(c.Digest)
	}
	return s
}

var code = sync.OnceValue(func() Code {
	root, err := Root()
	if err != nil {
		c := buildCode()
		c.Note = "the source folder was not at hand"
		return c
	}
	c := gitCode(root)
	c.Digest, err = CodeDigest(root)
	if err != nil {
		c.Note = "no source digest: " + portable(err.Error())
	}
	return c
})

// SourceCode identifies the source this process was built from, as far as it can be known. It is worked out once.
func SourceCode() Code { return code() }

func buildCode() Code {
	var c Code
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				c.Commit = s.Value
			case "vcs.modified":
				c.Dirty = s.Value == "true"
			}
		}
	}
	return c
}

func gitCode(root string) Code {
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		return Code{Note: "the source is an archive without .git"}
	}
	git := func(args ...string) (string, error) {
		// safe.directory: a clone owned by another user (a container, a shared disk) is still only read here.
		out, err := exec.Command("git", append([]string{"-c", "safe.directory=*", "-C", root}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	head, err := git("rev-parse", "--verify", "HEAD")
	if err != nil {
		return Code{Note: "git could not tell the commit"}
	}
	changes, err := git("--no-optional-locks", "status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return Code{Commit: head, Note: "git could not tell whether files were changed"}
	}
	return Code{Commit: head, Dirty: changes != ""}
}

// CodeDigest returns the SHA-256 over the paths and contents of go.mod, go.sum and every file under paperlib except
// tests and testdata. The same source gives the same digest in a clone, an archive and on any machine.
func CodeDigest(root string) (string, error) {
	var files []string
	err := filepath.WalkDir(filepath.Join(root, "paperlib"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".")
		switch {
		case d.IsDir() && (d.Name() == "testdata" || hidden):
			return filepath.SkipDir
		case d.Type().IsRegular() && !hidden && !strings.HasSuffix(d.Name(), "_test.go"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("reading the source: %w", err)
	}
	h := sha256.New()
	for _, path := range append(files, filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum")) {
		info, err := digestFile(path)
		if err != nil {
			return "", fmt.Errorf("reading the source: %w", err)
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return "", fmt.Errorf("reading the source: %w", err)
		}
		fmt.Fprintf(h, "%s\x00%s\n", filepath.ToSlash(rel), info.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
