package s3

import (
	"encoding/xml"
	"net/http"
	"slices"
)

// configuration is a sub-resource of a bucket: a document that is put, given
// back and deleted.
type configuration struct {
	param string // in the query, and in the bucket's record
	name  string // in the names of its operations
	// empty is what a get answers while none was put; where it is "", missing is.
	empty   string
	missing *apiError
	// accept checks a document and returns what is kept of it.
	accept func(s *Service, body []byte) (string, error)
	// notDeleted is one that can only be put again.
	notDeleted bool
	json       bool
	putStatus  int // 0 is 200
}

// configurations are the sub-resources a bucket has here.
var configurations = []configuration{
	{
		param: "notification", name: "BucketNotificationConfiguration", notDeleted: true, accept: acceptNotification,
		empty: `<NotificationConfiguration xmlns="` + xmlns + `"/>`,
	},
	{
		param: "lifecycle", name: "BucketLifecycleConfiguration", accept: acceptLifecycle,
		missing: notFound("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
	},
	{
		param: "publicAccessBlock", name: "PublicAccessBlock", accept: acceptPublicAccessBlock,
		missing: notFound("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
	},
	{
		param: "tagging", name: "BucketTagging", accept: acceptTagging, putStatus: http.StatusNoContent,
		missing: notFound("NoSuchTagSet", "The TagSet does not exist"),
	},
	{
		param: "policy", name: "BucketPolicy", accept: acceptPolicy, json: true, putStatus: http.StatusNoContent,
		missing: notFound("NoSuchBucketPolicy", "The bucket policy does not exist"),
	},
	{
		param: "versioning", name: "BucketVersioning", notDeleted: true, accept: acceptVersioning,
		empty: `<VersioningConfiguration xmlns="` + xmlns + `"/>`,
	},
}

// configurationOperations are the operations on them.
func configurationOperations() []operation {
	var list []operation
	for i := range configurations {
		conf := &configurations[i]
		list = append(list,
			operation{"Get" + conf.name, http.MethodGet, inBucket, conf.param, "", func(s *Service, c *call) error { return s.getConfiguration(c, conf) }},
			operation{"Put" + conf.name, http.MethodPut, inBucket, conf.param, "", func(s *Service, c *call) error { return s.putConfiguration(c, conf) }},
			operation{"Delete" + conf.name, http.MethodDelete, inBucket, conf.param, "", func(s *Service, c *call) error { return s.deleteConfiguration(c, conf) }},
		)
		// Deleting the lifecycle is named otherwise than getting it.
		if conf.param == "lifecycle" {
			list[len(list)-1].name = "DeleteBucketLifecycle"
		}
	}
	return list
}

func (s *Service) getConfiguration(c *call, conf *configuration) error {
	doc, err := s.store.config(c.bucket, conf.param)
	switch {
	case err != nil:
		return err
	case doc == "" && conf.empty == "":
		return conf.missing
	case doc == "":
		doc = conf.empty
	}
	c.describeConfiguration(conf)
	kind := "application/xml"
	if conf.json {
		kind = "application/json"
	}
	c.write(http.StatusOK, kind, []byte(doc))
	return nil
}

func (s *Service) putConfiguration(c *call, conf *configuration) error {
	body, err := c.document()
	if err != nil {
		return err
	}
	doc, err := conf.accept(s, body)
	if err != nil {
		return err
	}
	if err := s.store.setConfig(c.bucket, conf.param, doc); err != nil {
		return err
	}
	c.describeConfiguration(conf)
	if conf.param == "lifecycle" {
		s.expiry.soon()
	}
	c.empty(max(conf.putStatus, http.StatusOK))
	return nil
}

// describeConfiguration sets the header that S3 tells with a lifecycle.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
func (c *call) describeConfiguration(conf *configuration) {
	if conf.param == "lifecycle" {
		c.w.Header().Set("X-Amz-Transition-Default-Minimum-Object-Size", "all_storage_classes_128K")
	}
}

func (s *Service) deleteConfiguration(c *call, conf *configuration) error {
	if conf.notDeleted {
		return errMethod
	}
	if err := s.store.setConfig(c.bucket, conf.param, ""); err != nil {
		return err
	}
	c.empty(http.StatusNoContent)
	return nil
}

// config is a configuration of a bucket, "" if there is none.
func (s *store) config(bucket, param string) (string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return "", err
	}
	return b.Config[param], nil
}

// setConfig keeps a configuration; an empty one deletes it.
func (s *store) setConfig(bucket, param, doc string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bucket(bucket)
	if err != nil {
		return err
	}
	before := b.Config[param]
	b.set(param, doc)
	if err := writeRecord(s.bucketFile(bucket), b); err != nil {
		b.set(param, before)
		return err
	}
	return nil
}

// set keeps a configuration in memory and understands what follows from it.
func (b *bucket) set(param, doc string) {
	if doc == "" {
		delete(b.Config, param)
	} else {
		b.Config[param] = doc
	}
	b.understand()
}

// understand works out what the configurations mean for the bucket. They were
// checked when they were put.
func (b *bucket) understand() {
	var n notification
	b.events = xml.Unmarshal([]byte(b.Config["notification"]), &n) == nil && n.EventBridge != nil
	b.rules = nil
	var l lifecycle
	if doc := b.Config["lifecycle"]; doc != "" && xml.Unmarshal([]byte(doc), &l) == nil {
		b.rules = &l
	}
}

// notification is a bucket's notification configuration.
type notification struct {
	EventBridge *struct{}  `xml:"EventBridgeConfiguration"`
	Topics      []struct{} `xml:"TopicConfiguration"`
	Queues      []struct{} `xml:"QueueConfiguration"`
	Functions   []struct{} `xml:"CloudFunctionConfiguration"`
}

// acceptNotification takes EventBridge only: it is the one way that events
// leave the embedded S3.
func acceptNotification(_ *Service, body []byte) (string, error) {
	var n notification
	if err := unmarshal(body, "NotificationConfiguration", &n); err != nil {
		return "", err
	}
	if len(n.Topics)+len(n.Queues)+len(n.Functions) > 0 {
		return "", notImplemented("The embedded S3 sends events to EventBridge only: use EventBridgeConfiguration, and a rule that sends them on.")
	}
	if n.EventBridge == nil {
		return "", nil
	}
	return `<NotificationConfiguration xmlns="` + xmlns + `"><EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>`, nil
}

// publicAccessBlock is a bucket's public access block.
type publicAccessBlock struct {
	XMLName               xml.Name `xml:"PublicAccessBlockConfiguration"`
	NS                    string   `xml:"xmlns,attr"`
	BlockPublicAcls       bool
	IgnorePublicAcls      bool
	BlockPublicPolicy     bool
	RestrictPublicBuckets bool
}

func acceptPublicAccessBlock(_ *Service, body []byte) (string, error) {
	var doc publicAccessBlock
	if err := unmarshal(body, "PublicAccessBlockConfiguration", &doc); err != nil {
		return "", err
	}
	return written(&doc, &doc.NS)
}

func acceptTagging(_ *Service, body []byte) (string, error) {
	var doc tagging
	if err := unmarshal(body, "Tagging", &doc); err != nil {
		return "", err
	}
	if err := validateTags(doc.Tags, maxBucketTags); err != nil {
		return "", err
	}
	return written(&doc, &doc.NS)
}

// acceptVersioning takes a status of Suspended only: the embedded S3 keeps one
// version of each object, and does not pretend otherwise.
func acceptVersioning(_ *Service, body []byte) (string, error) {
	var doc struct {
		XMLName   xml.Name `xml:"VersioningConfiguration"`
		NS        string   `xml:"xmlns,attr"`
		Status    string   `xml:",omitempty"`
		MFADelete string   `xml:"MfaDelete,omitempty"`
	}
	if err := unmarshal(body, "VersioningConfiguration", &doc); err != nil {
		return "", err
	}
	switch {
	case !slices.Contains([]string{"Enabled", "Suspended"}, doc.Status):
		return "", errMalformed
	case doc.Status == "Enabled" || doc.MFADelete == "Enabled":
		return "", notImplemented("The embedded S3 keeps one version of each object: versioning cannot be enabled.")
	}
	return written(&doc, &doc.NS)
}

// written is a document as it will be given back.
func written(doc any, ns *string) (string, error) {
	*ns = xmlns
	body, err := xml.Marshal(doc)
	return xml.Header + string(body), err
}
