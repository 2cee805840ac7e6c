package consume

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"unicode/utf8"
)

// maxKey is how many bytes a key of S3 may have.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const maxKey = 1024

const thumbnailSuffix = ".png"

// shortened is what the key of an image looks like that ThumbnailKey might have
// shortened.
var shortened = regexp.MustCompile(`~[0-9a-f]{32}$`)

// ThumbnailKey is the key under which the thumbnail of an image is stored: the
// image's own with .png after it. Two images that differ only in their extension
// have two thumbnails. A key that is too long for that is cut at a character's
// end, and a hash of the whole key tells it from all others; so is one that could
// be taken for such.
func ThumbnailKey(sourceKey string) string {
	whole := len(sourceKey) + len(thumbnailSuffix)
	if whole <= maxKey && !(whole > maxKey-utf8.UTFMax && shortened.MatchString(sourceKey)) {
		return sourceKey + thumbnailSuffix
	}
	sum := sha256.Sum256([]byte(sourceKey))
	end := "~" + hex.EncodeToString(sum[:16]) + thumbnailSuffix
	cut := min(maxKey-len(end), len(sourceKey))
	for cut > 0 && cut < len(sourceKey) && !utf8.RuneStart(sourceKey[cut]) {
		cut--
	}
	return sourceKey[:cut] + end
}
