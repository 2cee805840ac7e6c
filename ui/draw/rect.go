package draw

// Rect is a place on the screen or in a picture, in cells.
type Rect struct{ X, Y, W, H int }

// At is a rectangle with its upper left corner at a place.
func At(x, y, w, h int) Rect { return Rect{x, y, w, h} }

// Empty tells whether there is no cell in it.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Holds tells whether a cell is in it.
func (r Rect) Holds(x, y int) bool { return x >= r.X && x < r.Right() && y >= r.Y && y < r.Bottom() }

// Right is the first column beyond it.
func (r Rect) Right() int { return r.X + r.W }

// Bottom is the first line below it.
func (r Rect) Bottom() int { return r.Y + r.H }
