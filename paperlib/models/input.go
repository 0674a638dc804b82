package models

// Input says what a network reads and what it answers.
type Input struct {
	Shape      [3]int `json:"shape"`      // height, width, channels of an image; length, 1, 1 of a text
	Classes    int    `json:"classes"`    // number of labels; 0 where examples have none
	Vocabulary int    `json:"vocabulary"` // number of distinct tokens of a text; 0 for images
	// Mean and Std are, channel by channel, what pixels in 0..1 were standardised with; nil: the pixels are in 0..1. They
	// stand in no identity, because the digest of the data covers them.
	Mean, Std []float64 `json:"-"`
}

// Images is the input of a network that sorts images of height, width, channels into classes.
func Images(shape [3]int, classes int) Input { return Input{Shape: shape, Classes: classes} }

// Text is the input of a network that reads texts of a fixed length. Token 0 is padding where texts are padded.
func Text(length, vocabulary, classes int) Input {
	return Input{Shape: [3]int{length, 1, 1}, Classes: classes, Vocabulary: vocabulary}
}

// Dims is the shape of a batch: [batch, height, width, channels] or [batch, length].
func (in Input) Dims(batch int) []int {
	if in.Vocabulary > 0 {
		return []int{batch, in.Shape[0]}
	}
	return []int{batch, in.Shape[0], in.Shape[1], in.Shape[2]}
}
