package notify

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	standInID    = "100000000000000000"
	standInToken = "stand-in" // opens nothing; the stand-in is not a secret
	keptPosts    = 100
	keptBytes    = 16 << 20
)

// Post is a message that the StandIn took.
type Post struct {
	ID       string
	at       time.Time
	username string
	Content  string
	Embeds   []Embed
	Files    []File
}

// File is what was attached to a post.
type File struct {
	Name, ContentType string
	Data              []byte
}

// StandIn takes the place of Discord: an http.Handler that speaks the webhook
// API, checks what it is sent as Discord does, and keeps the last posts. The
// zero StandIn is ready; its fields may not change once it is in use. It is
// safe for use by many goroutines.
//
// https://discord.com/developers/docs/resources/webhook
type StandIn struct {
	// OnPost, if set, is called with each post, one at a time and in order,
	// before the poster has its answer. It must be quick.
	OnPost func(Post)
	// Limit is how many posts are taken in every Per, after which the answer is
	// 429 with Retry-After; 0 takes all. A Per of 0 is a second.
	Limit int
	Per   time.Duration

	posting sync.Mutex // held while a post is kept and told, for the order

	mu     sync.Mutex // guards what follows
	last   uint64     // id of the last post
	posts  []Post
	bytes  int // of the files of posts
	window window
}

// URL is the webhook's URL, for NewDiscord with the client of Client.
func (s *StandIn) URL() string {
	return "https://discord.localhost/api/webhooks/" + standInID + "/" + standInToken
}

// Client is an HTTP client whose every request the StandIn answers, in process
// and without a socket.
func (s *StandIn) Client() *http.Client {
	return &http.Client{Transport: inProcess{handler: s}}
}

// Posts are the last posts, oldest first: at most 100, and fewer when their
// files are large.
func (s *StandIn) Posts() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Post(nil), s.posts...)
}

// ServeHTTP answers POST and GET of /api/webhooks/ID/TOKEN.
func (s *StandIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, token, ok := webhookPath(r.URL.Path)
	switch {
	case !ok:
		refuse(w, &apiError{status: http.StatusNotFound, Message: "404: Not Found"})
	case id != standInID:
		refuse(w, &apiError{status: http.StatusNotFound, Code: 10015, Message: "Unknown Webhook"})
	case token != standInToken:
		refuse(w, &apiError{status: http.StatusUnauthorized, Code: 50027, Message: "Invalid Webhook Token"})
	case r.Method == http.MethodGet:
		answer(w, http.StatusOK, map[string]any{"id": id, "type": 1, "name": "inflight", "token": token})
	case r.Method == http.MethodPost:
		s.execute(w, r)
	default:
		refuse(w, &apiError{status: http.StatusMethodNotAllowed, Message: "405: Method Not Allowed"})
	}
}

// execute takes a post, or says why not.
func (s *StandIn) execute(w http.ResponseWriter, r *http.Request) {
	if !s.admit(w) {
		return
	}
	payload, files, err := readPayload(w, r)
	if err == nil {
		err = payload.check(files)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	post := s.keep(payload, files)
	if r.URL.Query().Get("wait") != "true" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, http.StatusOK, post.message())
}

// keep numbers a post, remembers it and tells it.
func (s *StandIn) keep(p *payload, files []File) Post {
	s.posting.Lock()
	defer s.posting.Unlock()
	post := s.remember(Post{at: time.Now(), username: p.Username, Content: p.Content, Embeds: p.Embeds, Files: files})
	if s.OnPost != nil {
		s.OnPost(post)
	}
	return post
}

// remember adds a post and drops the oldest beyond the bounds.
func (s *StandIn) remember(p Post) Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	p.ID = strconv.FormatUint(s.last, 10)
	s.posts, s.bytes = append(s.posts, p), s.bytes+p.size()
	for len(s.posts) > keptPosts || s.bytes > keptBytes && len(s.posts) > 1 {
		s.bytes -= s.posts[0].size()
		s.posts[0] = Post{}
		s.posts = s.posts[1:]
	}
	return p
}

func (p Post) size() int {
	n := 0
	for _, f := range p.Files {
		n += len(f.Data)
	}
	return n
}

// message is the post as Discord gives it back.
func (p Post) message() any {
	type attachment struct {
		ID          string `json:"id"`
		Filename    string `json:"filename"`
		Size        int    `json:"size"`
		ContentType string `json:"content_type"`
	}
	type author struct {
		ID       string `json:"id"`
		Username string `json:"username"`
		Bot      bool   `json:"bot"`
	}
	attachments := make([]attachment, 0, len(p.Files))
	for i, f := range p.Files {
		attachments = append(attachments, attachment{strconv.Itoa(i), f.Name, len(f.Data), f.ContentType})
	}
	return struct {
		ID          string       `json:"id"`
		ChannelID   string       `json:"channel_id"`
		WebhookID   string       `json:"webhook_id"`
		Type        int          `json:"type"`
		Timestamp   string       `json:"timestamp"`
		Content     string       `json:"content"`
		Author      author       `json:"author"`
		Embeds      []Embed      `json:"embeds"`
		Attachments []attachment `json:"attachments"`
	}{
		p.ID, "100000000000000001", standInID, 0, p.at.UTC().Format(time.RFC3339Nano), p.Content,
		author{standInID, p.username, true},
		p.Embeds, attachments,
	}
}

// answer writes a JSON answer.
func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "500: Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller that hung up cannot be told
}
