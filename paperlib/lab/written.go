package lab

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// The facts of a result's provenance that say under which text of its criteria it was computed.
const (
	WrittenFile   = "criteria file"   // from the root of the clone
	WrittenBlob   = "criteria blob"   // its git id
	WrittenDay    = "criteria day"    // the day on which the commit was written that has it first
	WrittenCommit = "criteria commit" // that commit, as the clone called it in which this was computed
)

// Written are these facts for a file of the clone in root; day and commit are left out where they cannot be known.
func Written(root, file string, content []byte) map[string]string {
	blob := GitBlob(content)
	m := map[string]string{WrittenFile: file, WrittenBlob: blob}
	if commit, day := FirstCommit(root, blob); commit != "" {
		m[WrittenCommit] = commit
		if day != "" {
			m[WrittenDay] = day
		}
	}
	return m
}

// Uncommitted stands in place of a commit where git knows of none that has the text.
const Uncommitted = "none: the file was not committed when this was computed"

// GitBlob is the id that git gives a file of this content, the SHA-1 of "blob <length>\x00" and the content. It needs no git, and
// stays the same when commits are moved to another branch. In a clone
//
//	git log --reverse --find-object=<blob>
//
// begins with the commit that wrote the file.
func GitBlob(content []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// FirstCommit is the first commit of the history of the clone in root that has a file of this blob, as this clone calls it,
// and the day on which it was written. Both are empty where the source is an archive, has no git, or is a shallow clone, whose
// history does not tell; the commit is [Uncommitted] where the whole history has no such file.
func FirstCommit(root, blob string) (commit, day string) {
	git := func(args ...string) (string, error) {
		out, err := exec.Command("git", append([]string{"-c", "safe.directory=*", "-C", root}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	// A folder below another repository is no clone of its own.
	if top, err := git("rev-parse", "--show-prefix"); err != nil || top != "" {
		return "", ""
	}
	if shallow, err := git("rev-parse", "--is-shallow-repository"); err != nil || shallow != "false" {
		return "", ""
	}
	list, err := git("log", "--reverse", "--format=%H %as", "--find-object="+blob)
	var unknown *exec.ExitError
	switch {
	case errors.As(err, &unknown) || err == nil && list == "":
		return Uncommitted, "" // git does not know the object at all, or no commit has it
	case err != nil:
		return "", ""
	}
	first, _, _ := strings.Cut(list, "\n")
	commit, day, _ = strings.Cut(first, " ")
	return commit, day
}
