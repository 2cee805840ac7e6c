package local

import (
	"maps"
	"net/http"
	"slices"

	"inflight/aws/local/eventbridge"
	"inflight/aws/local/sns"
	"inflight/aws/local/sqs"
)

// Operations are what a service here can be asked to do, in the order of the
// alphabet: of sqs, sns, events, sts or s3. Of another there are none.
func Operations(service string) []string {
	switch service {
	case "sqs":
		return sqs.Operations()
	case "sns":
		return sns.Operations()
	case "events":
		return eventbridge.Operations()
	case "sts":
		return []string{"GetCallerIdentity"}
	case "s3":
		return s3Operations()
	}
	return nil
}

// s3Operations are the operations that a request to S3 is told apart as.
func s3Operations() []string {
	all := map[string]bool{"ListBuckets": true}
	for _, routes := range [][]s3Route{objectRoutes, bucketRoutes} {
		for _, r := range routes {
			all[r.operation] = true
		}
	}
	for param := range configurationNames {
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			if name := configurationOperation(method, map[string][]string{param: {""}}); name != "" {
				all[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}
