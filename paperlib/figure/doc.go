// Package figure draws: data in, drawing out, and nothing else. It never trains, never reads results and never
// imports GoMLX, so that a notebook cell that only draws compiles in under a second.
//
// A [Figure] is made of [Part]s placed in millimetres: a [Panel] holds layers of marks between two axes, a [Legend]
// is a strip that never covers data, a [Letter] names a panel. A [Sheet] places them all from what their axes need.
// Ready-made panels (histogram against laws, survival function, quantile-quantile, line with band, dot and interval,
// curves of theory with measured points, heat map, small multiples) build the layers from plain numbers. What is drawn
// can be read back as rows ([Figure.CSV]) because each layer reports exactly its marks.
//
// [Render] gives bytes in svg, png or pdf which depend on the figure alone; [Save] adds a [Stamp] that says where the
// numbers come from and writes all formats, the CSV and the stamp. Text is drawn as glyph outlines ([Outline]), so a
// Greek letter looks the same in all three formats and no reader needs a font.
//
// Style (sizes, widths, colours) is fixed here once: 84 or 174 mm wide, 7-8 pt text at final size, 0.75-1 pt lines,
// Okabe-Ito colours with a dash or marker as second channel. [LookOf] is the one registry from a law or model to its
// look; the same law has the same look in all figures.
package figure
