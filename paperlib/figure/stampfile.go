package figure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// stampSVG adds <title>, <desc> and <metadata>, and makes the drawing one image with a name for screen readers.
func stampSVG(file []byte, s stamped) ([]byte, error) {
	i := bytes.Index(file, []byte("<svg "))
	if i < 0 {
		return nil, fmt.Errorf("figure: stamp %s: no <svg> element", s.Name)
	}
	n := bytes.IndexByte(file[i:], '>')
	if n < 0 {
		return nil, fmt.Errorf("figure: stamp %s: the <svg> tag is not closed", s.Name)
	}
	end := i + n
	meta, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	id := html.EscapeString(s.Name)
	var b bytes.Buffer
	b.Write(file[:end])
	fmt.Fprintf(&b, ` role="img" aria-labelledby="%s-title %s-desc">`+"\n", id, id)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n<metadata>%s</metadata>",
		id, html.EscapeString(s.Caption), id, html.EscapeString(s.Alt), html.EscapeString(string(meta)))
	b.Write(file[end+1:])
	return b.Bytes(), nil
}

// stampPNG adds uncompressed iTXt chunks (UTF-8; PNG specification, section 11.3.4.5).
func stampPNG(file []byte, s stamped) ([]byte, error) {
	meta, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var chunks [][]byte
	for _, kv := range [][2]string{{"Title", s.Name}, {"Description", s.Caption}, {"Alt Text", s.Alt}, {"Source", string(meta)}} {
		data := append([]byte(kv[0]), 0, 0, 0, 0, 0) // keyword NUL, not compressed, method 0, no language, no translated keyword
		chunks = append(chunks, pngChunk("iTXt", append(data, kv[1]...)))
	}
	return insertChunks(file, chunks...)
}

var pdfTrailer = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\s*$`)

// stampPDF appends an incremental update (ISO 32000-1, section 7.5.6) with a new document information dictionary. The
// drawing's own bytes stay as they are, and nothing depends on the clock; a PDF library would rewrite the file with
// the time and a random identifier.
func stampPDF(file []byte, s stamped) ([]byte, error) {
	m := pdfTrailer.FindSubmatch(file)
	if m == nil {
		return nil, fmt.Errorf("figure: stamp %s: the trailer of the PDF is not in the form written by fpdf; was the library updated?", s.Name)
	}
	meta, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	size, root, info, xref := string(m[1]), string(m[2]), string(m[3]), string(m[4])
	var b bytes.Buffer
	b.Write(file)
	if file[len(file)-1] != '\n' {
		b.WriteByte('\n')
	}
	at := b.Len()
	fmt.Fprintf(&b, "%s 0 obj\n<<\n/Title %s\n/Subject %s\n/AltText %s\n/Source %s\n/CreationDate (D:20000101000000Z)\n/ModDate (D:20000101000000Z)\n>>\nendobj\n",
		info, pdfString(s.Name), pdfString(s.Caption), pdfString(s.Alt), pdfString(string(meta)))
	start := b.Len()
	fmt.Fprintf(&b, "xref\n%s 1\n%010d 00000 n \ntrailer\n<<\n/Size %s\n/Root %s 0 R\n/Info %s 0 R\n/Prev %s\n>>\nstartxref\n%s\n%%%%EOF\n",
		info, at, size, root, info, xref, strconv.Itoa(start))
	return b.Bytes(), nil
}

// pdfString writes a text string as hexadecimal UTF-16BE with byte order mark (ISO 32000-1, section 7.9.2.2).
func pdfString(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}
