package report

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Limits of what is put into the page, so that it stays quick to open on a phone.
const (
	largestSVG = 1_500_000 // a larger drawing goes in as PNG
	largestCSV = 300_000   // more data are left beside the page

	largestFile = 1 << 28 // no part of a report is as large
)

// image returns the drawing as a data URI: the SVG, or the PNG when the SVG is missing or large. As an image and not
// as inline markup, its ids and styles cannot meet those of another figure.
func image(d drawing) (template.URL, error) {
	svg, err := files.ReadFile(filepath.Join(d.Dir, d.Name+".svg"), largestFile)
	if err == nil && len(svg) <= largestSVG {
		return uri("image/svg+xml", svg), nil
	}
	png, err2 := files.ReadFile(filepath.Join(d.Dir, d.Name+".png"), largestFile)
	if err2 == nil {
		return uri("image/png", png), nil
	}
	if err == nil {
		return uri("image/svg+xml", svg), nil
	}
	return "", fmt.Errorf("the figure %s has a stamp and no drawing (%w); run its notebook again", d.Name, err)
}

var svgWidth = regexp.MustCompile(`<svg\s+width="([0-9.]+)pt"`)

// columns tells whether the figure fills two columns of a page: a phone then scrolls it sideways instead of shrinking
// its letters. A figure of one column is at most 120 mm wide, 340 pt.
func columns(d drawing) string {
	b, err := files.ReadFile(filepath.Join(d.Dir, d.Name+".svg"), largestFile)
	if err != nil {
		return "double"
	}
	m := svgWidth.FindSubmatch(b[:min(len(b), 1000)])
	if m == nil {
		return "double"
	}
	if pt, err := strconv.ParseFloat(string(m[1]), 64); err == nil && pt <= 340 {
		return "single"
	}
	return "double"
}

// dataLink returns the figure's CSV as a data URI, empty when there is none or it is large.
func dataLink(d drawing) (template.URL, error) {
	b, err := files.ReadFile(filepath.Join(d.Dir, d.Name+".csv"), largestFile)
	if errors.Is(err, fs.ErrNotExist) || len(b) > largestCSV {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("the data of %s: %w", d.Name, err)
	}
	return uri("text/csv;charset=utf-8", b), nil
}

func uri(kind string, b []byte) template.URL {
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b))
}

var outside = regexp.MustCompile(`(?i)<\s*(script|iframe|object|embed|link|img|form|base|meta)\b|\bon[a-z]+\s*=|url\s*\(|@import|javascript:`)

// fragment returns a table as the figure package wrote it. Anything that a table has no need of is refused, so that
// the page stays self-contained and passive whatever lies in the folder.
func fragment(d drawing) (template.HTML, error) {
	b, err := files.ReadFile(filepath.Join(d.Dir, d.Name+".html"), largestFile)
	if err != nil {
		return "", fmt.Errorf("the table %s has a stamp and no HTML (%w); run its notebook again", d.Name, err)
	}
	if m := outside.Find(b); m != nil {
		return "", fmt.Errorf("the table %s holds %q, which no table needs; run its notebook again", d.Name, m)
	}
	return template.HTML(b), nil
}
