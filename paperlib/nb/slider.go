package nb

import (
	"fmt"
	"strings"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// Slider shows the frames of a movement with a slider, in a front end that a reader can move it in; elsewhere it shows
// nothing, and the figure should have a strip of frames. It is one piece of HTML that needs nothing from elsewhere.
func Slider(frames ...figure.Figure) {
	if !Interactive() || len(frames) == 0 {
		return
	}
	html, err := sliderHTML(frames)
	Fail(err)
	send(map[protocol.MIMEType]any{protocol.MIMETextHTML: html, protocol.MIMETextPlain: fmt.Sprintf("%d frames", len(frames))}, nil)
}

func sliderHTML(frames []figure.Figure) (string, error) {
	var b strings.Builder
	last := len(frames) - 1
	fmt.Fprintf(&b, `<div><input type="range" min="0" max="%d" value="%d" style="width:20em" aria-label="time" `, last, last)
	b.WriteString(`oninput="this.parentNode.querySelectorAll('[data-frame]').forEach((f,i)=>f.style.display=i==this.value?'block':'none')">`)
	for i, f := range frames {
		svg, err := figure.Render(f, "svg")
		if err != nil {
			return "", fmt.Errorf("frame %d: %w", i, err)
		}
		shown := "none"
		if i == last {
			shown = "block"
		}
		text := string(svg)
		if at := strings.Index(text, "<svg"); at > 0 { // an XML declaration has no place within HTML
			text = text[at:]
		}
		fmt.Fprintf(&b, `<div data-frame style="display:%s">%s</div>`, shown, text)
	}
	b.WriteString("</div>")
	return b.String(), nil
}
