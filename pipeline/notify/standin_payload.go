package notify

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

const (
	maxRequest  = 11 << 20 // 10 MiB of files, and what is around them
	maxJSONPart = 1 << 20
	maxFiles    = 10
)

// payload is the message that a webhook is asked to post.
type payload struct {
	Content  string  `json:"content"`
	Username string  `json:"username"`
	Embeds   []Embed `json:"embeds"`
}

// Embed is a card in a post.
type Embed struct {
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	URL         string       `json:"url,omitempty"`
	Color       int          `json:"color,omitempty"`
	Thumbnail   *EmbedImage  `json:"thumbnail,omitempty"`
	Image       *EmbedImage  `json:"image,omitempty"`
	Footer      *EmbedFooter `json:"footer,omitempty"`
	Author      *EmbedAuthor `json:"author,omitempty"`
	Fields      []EmbedField `json:"fields,omitempty"`
}

// EmbedImage is a picture in a card: a web address, or attachment://NAME for
// one of the post's files.
type EmbedImage struct {
	URL string `json:"url"`
}

// EmbedFooter is the small print of a card.
type EmbedFooter struct {
	Text string `json:"text"`
}

// EmbedAuthor is the line above a card's title.
type EmbedAuthor struct {
	Name string `json:"name"`
}

// EmbedField is a name and a value in a card.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline,omitempty"`
}

// readPayload reads a message sent as JSON, or as a form with files.
func readPayload(w http.ResponseWriter, r *http.Request) (*payload, []File, error) {
	body := http.MaxBytesReader(w, r.Body, maxRequest)
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		p, err := readJSON(body)
		return p, nil, err
	case err == nil && kind == "multipart/form-data" && parameters["boundary"] != "":
		return readForm(multipart.NewReader(body, parameters["boundary"]))
	default:
		return nil, nil, &apiError{
			status: http.StatusUnsupportedMediaType, Code: 50035,
			Message: `Expected "Content-Type" header to be one of {"application/json", "multipart/form-data"}.`,
		}
	}
}

func readJSON(body io.Reader) (*payload, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxJSONPart+1))
	if err != nil || len(text) > maxJSONPart {
		return nil, errTooLarge
	}
	p := new(payload)
	if err := json.Unmarshal(text, p); err != nil {
		return nil, &apiError{status: http.StatusBadRequest, Code: 50109, Message: "The request body contains invalid JSON."}
	}
	return p, nil
}

// readForm reads the part payload_json and the files.
func readForm(form *multipart.Reader) (*payload, []File, error) {
	p, files := new(payload), []File(nil)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return p, files, nil
		}
		if err != nil {
			return nil, nil, formError(err)
		}
		if part.FormName() == "payload_json" {
			p, err = readJSON(part)
		} else {
			files, err = readFile(part, files)
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// readFile adds a file of the form. Its name keeps no folders: FileName drops
// them.
func readFile(part *multipart.Part, files []File) ([]File, error) {
	if part.FileName() == "" || !strings.HasPrefix(part.FormName(), "file") {
		return files, nil // fields beside payload_json are not what discordgo sends
	}
	if len(files) == maxFiles {
		return nil, &apiError{status: http.StatusBadRequest, Code: 30015, Message: "Maximum number of attachments in a message reached (10)"}
	}
	data, err := io.ReadAll(part)
	if err != nil {
		return nil, formError(err)
	}
	return append(files, File{Name: part.FileName(), ContentType: part.Header.Get("Content-Type"), Data: data}), nil
}

var errTooLarge = &apiError{status: http.StatusRequestEntityTooLarge, Code: 40005, Message: "Request entity too large"}

func formError(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return errTooLarge
	}
	return &apiError{status: http.StatusBadRequest, Message: "The form cannot be read"}
}
