package training

import (
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// CropFlip is the name of the usual augmentation of small images (He, Zhang, Ren, Sun 2016, section 4.2): each image
// is padded with four pixels on every side, a window of its size is cut out at a random place, and with probability
// 1/2 mirrored left to right. Padding is zero in the standardised images, the mean colour of the training part.
const CropFlip = "crop-flip"

const cropPad = 4

// augment changes a batch of images in place: three numbers of r an image, in the order of the batch.
func augment(x *tensors.Tensor, spec *models.Spec, r *rand.Rand) error {
	return tensors.MutableFlatData(x, func(all []float32) {
		h, w, c := spec.Shape[0], spec.Shape[1], spec.Shape[2]
		old := make([]float32, h*w*c)
		for len(all) > 0 {
			image := all[:h*w*c]
			all = all[h*w*c:]
			dy, dx, flip := r.IntN(2*cropPad+1)-cropPad, r.IntN(2*cropPad+1)-cropPad, r.IntN(2) == 1
			copy(old, image)
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
	})
}
