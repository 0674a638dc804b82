package figure

// A Sheet lays out the panels of a figure: blocks from the top down, each a grid of cells. Positions follow from a few
// shared lengths and from what the axes need (see [Sheet.Figure]), so that no study counts millimetres. Panels are called
// a, b, c in the order of the cells, and bear these letters unless there is only one.
type Sheet struct {
	Width        float64 // mm; 0 = PageWidth
	Legend       Legend  // above all blocks
	Blocks       []Block
	Caption, Alt string // see Figure
}

// A Block is a grid of cells, filled row by row, whose columns are equally wide. The data areas of all blocks begin at the
// same place, but for those with long names at their left.
type Block struct {
	Cells   []Cell
	Columns int     // 0 = one row
	Height  float64 // of the data areas in mm; 0 = PanelHeight; a part that knows its shape, such as a Raster, has its own
	Legend  Legend  // above the block
	// Small multiples are one panel: they have one letter for all, and are called d1, d2, d3.
	Small bool
	// XLabel and YLabel serve all cells.
	XLabel, YLabel string
}

// A Cell is a panel or another part with what stands around it.
type Cell struct {
	Part   Part   // nil leaves its place empty and its letter unused
	Strip  string // above a part that is not a Panel, which has its own
	Legend Legend // above the strip
	Across int    // columns that the legend reaches over; 0 = its own
	Inset  *Inset

	bar *colorBar
}

// An Inset is a small panel within the data area of another, called "a inset" in the CSV. X, Y, W and H give its data area
// as shares of the larger one, from its lower left corner; numbers and labels must lie within it, too.
type Inset struct {
	Panel      *Panel
	X, Y, W, H float64
}

// Cells are the cells of panels without anything around them.
func Cells(panels ...*Panel) []Cell {
	list := make([]Cell, len(panels))
	for i, p := range panels {
		list[i].Part = p
	}
	return list
}

// PanelHeight is the usual height of a data area in mm.
const PanelHeight = 36.0

// The lengths of a sheet in mm that do not follow from what is drawn.
const (
	sheetMargin = 0.5
	sheetRight  = 2.5  // beyond the last data area: the last number on an axis is centred on its end
	columnGap   = 3.0  // between what two columns need
	rowGap      = 2.0  // between what two rows need
	belowLegend = 1.2  // below a legend
	letterLeft  = 4.5  // what a letter needs at the left of its strip
	letterHalf  = 2.0  // half its height
	namesLeft   = 18.0 // what needs more at its left has names there, and begins elsewhere
	bareHead    = 1.5  // above a data area without letter and strip: half a number
	sharedLabel = 4.0  // a label of several axes
)
