// Package files is the ground floor for what is written to disk: outputs that replace only what they may ([Write],
// [Create]), locks on outputs ([Lock]), files that are written in blocks and survive a kill ([Partial]), files that carry
// the digest of their contents ([Seal]), records of what a folder's writer put there ([Manifest]), and names matched
// without treating the folder as a pattern ([Match]). [Open] and [ReadFile] read what is a file, and nothing else: a pipe
// without a writer would be waited for without end, a device gives bytes without end.
//
// It imports no other package of the project.
package files
