// Package datasets finds, downloads, verifies and decodes the image sets that sgnlab trains on.
//
// The UCI digits are embedded, so everything runs without a download. MNIST, Fashion-MNIST and CIFAR-10 are taken from
// $SGNLAB_DATA, else from the cache ($SGNLAB_CACHE, or sgnlab/data in the user's cache folder), else from their public
// homes and mirrors into the cache; SGNLAB_OFFLINE=1 forbids the network. Contents are verified by SHA-256 at every load.
// What a download puts into the cache is listed beside it (.sgnlab.json), and nothing else there is ever replaced or removed.
// One set never stands in for another: what is missing or damaged is an error that says what to do.
//
// Whether bytes come from a home or a mirror makes no difference, because the digest is that of the uncompressed
// contents: two gzip files of one content may differ.
package datasets
