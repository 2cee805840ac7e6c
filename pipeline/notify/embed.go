package notify

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"
)

const (
	thumbnailFile = "thumb.png"
	embedColour   = 0x2E8B57 // sea green
)

// params is the announcement as a webhook's message. Nobody is mentioned by it,
// whatever the names in it say.
func params(a Announcement) *discordgo.WebhookParams {
	p := &discordgo.WebhookParams{
		Username:        "inflight",
		Embeds:          []*discordgo.MessageEmbed{embed(a)},
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	}
	if len(a.PNG) > 0 {
		p.Files = []*discordgo.File{{Name: thumbnailFile, ContentType: "image/png", Reader: bytes.NewReader(a.PNG)}}
	}
	return p
}

// embed is the announcement as a card: a title that opens the thumbnail, what
// is known of it, and the picture.
func embed(a Announcement) *discordgo.MessageEmbed {
	e := &discordgo.MessageEmbed{
		Type:        discordgo.EmbedTypeRich,
		Title:       markdown(a.name()),
		Description: description(a),
		Color:       embedColour,
	}
	if link := linkable(a.URL); len(link) <= maxURL {
		e.URL = link
	}
	if len(a.PNG) > 0 {
		e.Thumbnail = &discordgo.MessageEmbedThumbnail{URL: "attachment://" + thumbnailFile}
	}
	return e
}

// description is the text under the title. The link is left out rather than cut,
// for a cut one opens nothing.
func description(a Announcement) string {
	var b strings.Builder
	for _, f := range facts(a) {
		fmt.Fprintf(&b, "**%s** %s\n", f.name, markdown(f.value))
	}
	link := linkable(a.URL)
	if link == "" {
		return b.String()
	}
	text := fmt.Sprintf("[Open the thumbnail](%s)", link)
	if !a.Expires.IsZero() {
		text += "\n" + a.holds() // on a line of its own: nothing glues itself to the URL
	}
	if b.Len()+len(text) > maxDescription {
		return b.String() + "The link to the thumbnail is too long for Discord."
	}
	return b.String() + text
}

// linkable is a URL that Discord takes, or "".
func linkable(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return webURL(raw)
}
