package training

import "math/rand/v2"

// CropFlip is the name of the usual augmentation of small images (He, Zhang, Ren, Sun 2016, section 4.2): each image
// is padded with four pixels on every side, a window of its size is cut out at a random place, and with probability
// 1/2 mirrored left to right. Padding is zero in the standardised images, the mean colour of the training part.
const CropFlip = "crop-flip"

const cropPad = 4

// Augment changes one image [height, width, channels] in place by [CropFlip], with three numbers of r.
func Augment(image []float32, shape [3]int, r *rand.Rand) {
	h, w, c := shape[0], shape[1], shape[2]
	dy, dx, flip := r.IntN(2*cropPad+1)-cropPad, r.IntN(2*cropPad+1)-cropPad, r.IntN(2) == 1
	old := append([]float32(nil), image...)
	clear(image)
	for y := range h {
		from := y + dy
		if from < 0 || from >= h {
			continue
		}
		for x := range w {
			src := x + dx
			if flip {
				src = w - 1 - x + dx
			}
			if src < 0 || src >= w {
				continue
			}
			copy(image[(y*w+x)*c:(y*w+x+1)*c], old[(from*w+src)*c:(from*w+src+1)*c])
		}
	}
}
