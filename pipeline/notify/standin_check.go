package notify

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf16"
)

// The limits of a message.
//
// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
const (
	maxContent     = 2000
	maxUsername    = 80
	maxEmbeds      = 10
	maxTitle       = 256
	maxDescription = 4096
	maxURL         = 2048
	maxFields      = 25
	maxFieldName   = 256
	maxFieldValue  = 1024
	maxFooter      = 2048
	maxAuthor      = 256
	maxEmbedTotal  = 6000
)

// apiError is an answer that says no, in Discord's form.
type apiError struct {
	status  int
	Message string         `json:"message"`
	Code    int            `json:"code"`
	Errors  map[string]any `json:"errors,omitempty"`
}

// Error is the message.
func (e *apiError) Error() string { return e.Message }

// refuse writes an error.
func refuse(w http.ResponseWriter, err error) {
	var e *apiError
	if !errors.As(err, &e) {
		e = &apiError{status: http.StatusInternalServerError, Message: "500: Internal Server Error"}
	}
	answer(w, e.status, e)
}

// checker gathers what is wrong with a message, by the path of the field.
type checker map[string]any

func (c checker) add(path, code, message string) {
	c[path] = map[string]any{"_errors": []map[string]string{{"code": code, "message": message}}}
}

// atMost checks a text's length, which Discord counts as JavaScript does.
func (c checker) atMost(path, text string, limit int) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	if n > limit {
		c.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
	return n
}

func (c checker) required(path, text string) {
	if text == "" {
		c.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	}
}

// check says what Discord would not take.
func (p *payload) check(files []File) error {
	if p.Content == "" && len(p.Embeds) == 0 && len(files) == 0 {
		return &apiError{status: http.StatusBadRequest, Code: 50006, Message: "Cannot send an empty message"}
	}
	c := checker{}
	c.atMost("content", p.Content, maxContent)
	c.atMost("username", p.Username, maxUsername)
	if len(p.Embeds) > maxEmbeds {
		c.add("embeds", "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", maxEmbeds))
	}
	total := 0
	for i := range p.Embeds {
		total += c.embed(fmt.Sprintf("embeds.%d.", i), &p.Embeds[i], files)
	}
	if total > maxEmbedTotal {
		c.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", fmt.Sprintf("Embed size exceeds maximum size of %d", maxEmbedTotal))
	}
	if len(c) > 0 {
		return &apiError{status: http.StatusBadRequest, Code: 50035, Message: "Invalid Form Body", Errors: c}
	}
	return nil
}

// embed checks a card, and tells how many characters of text it has.
func (c checker) embed(path string, e *Embed, files []File) int {
	n := c.atMost(path+"title", e.Title, maxTitle) + c.atMost(path+"description", e.Description, maxDescription)
	c.webAddress(path+"url", e.URL)
	if e.Footer != nil {
		n += c.atMost(path+"footer.text", e.Footer.Text, maxFooter)
	}
	if e.Author != nil {
		n += c.atMost(path+"author.name", e.Author.Name, maxAuthor)
	}
	c.picture(path+"thumbnail.url", e.Thumbnail, files)
	c.picture(path+"image.url", e.Image, files)
	if len(e.Fields) > maxFields {
		c.add(path+"fields", "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", maxFields))
	}
	for i, f := range e.Fields {
		at := fmt.Sprintf("%sfields.%d.", path, i)
		c.required(at+"name", f.Name)
		c.required(at+"value", f.Value)
		n += c.atMost(at+"name", f.Name, maxFieldName) + c.atMost(at+"value", f.Value, maxFieldValue)
	}
	return n
}

func (c checker) webAddress(path, address string) {
	if address == "" {
		return
	}
	c.atMost(path, address, maxURL)
	u, err := url.Parse(address)
	switch {
	case err != nil:
		c.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case u.Scheme != "http" && u.Scheme != "https":
		c.add(path, "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q is not supported. Scheme must be one of ('http', 'https').", u.Scheme))
	case u.Host == "":
		c.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	}
}

// picture checks a picture's address; attachment://NAME must be among the files.
func (c checker) picture(path string, image *EmbedImage, files []File) {
	if image == nil {
		return
	}
	u, err := url.Parse(image.URL)
	if err != nil || u.Scheme != "attachment" {
		c.webAddress(path, image.URL)
		return
	}
	if !slices.ContainsFunc(files, func(f File) bool { return f.Name == u.Host }) {
		c.add(path, "ATTACHMENT_NOT_FOUND", "Attachment "+u.Host+" is not among the files.")
	}
}
