package nb

import (
	"fmt"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// DPI is the resolution of figures inside a notebook: sharp at the width a page
// gives them, and a tenth of the megabyte of the printed resolution.
const DPI = 200

// out is where plain text goes; tests replace it.
var out io.Writer = os.Stdout

// send displays one bundle and waits until the kernel has it.
func send(data map[protocol.MIMEType]any, metadata map[string]any) {
	gonbui.SendData(&protocol.DisplayData{Data: data, Metadata: metadata})
	gonbui.Sync()
	if err := gonbui.Error(); err != nil {
		Fail(fmt.Errorf("the notebook could not be written to: %w; restart the kernel and run the cell again", err))
	}
}

// Show displays a figure with its caption. The figure is inlined as PNG, which
// notebook readers show whether they trust the file or not (an SVG needs trust);
// the vector forms are what figure.Save writes. Its alt text is the image's text
// form and its alt attribute. A figure that cannot be drawn fails the cell.
func Show(f figure.Figure) {
	Fail(f.Check())
	if !gonbui.IsNotebook {
		fmt.Fprintf(out, "[figure, %g × %g mm: %s]\n%s\n", f.Width, f.Height, f.Alt, f.Caption)
		return
	}
	png := Must(figure.PNG(f, DPI))
	send(map[protocol.MIMEType]any{protocol.MIMEImagePNG: png, protocol.MIMETextPlain: f.Alt},
		map[string]any{string(protocol.MIMEImagePNG): map[string]string{"alt": f.Alt}})
	Markdown("*" + escapeMarkdown(f.Caption) + "*")
}

// Markdown displays formatted text; formulas stand between dollar signs.
func Markdown(text string) { showText(text, text) }

// ShowTable displays a table with its caption and notes. A table that cannot be
// written fails the cell.
func ShowTable(t figure.Table) {
	text := string(Must(t.Markdown()))
	showText(text, text)
}

func showText(markdown, plain string) {
	if !gonbui.IsNotebook {
		fmt.Fprintln(out, plain)
		return
	}
	send(map[protocol.MIMEType]any{protocol.MIMETextMarkdown: markdown, protocol.MIMETextPlain: plain}, nil)
}
