package aws

import "strings"

// partition is the part of AWS that a region belongs to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

// arn is what AWS will call a resource of this account and region.
func (c *Clients) arn(service, name string) string {
	return strings.Join([]string{"arn", partition(c.Region), service, c.Region, c.Account, name}, ":")
}

// sibling is the ARN of another resource of the same kind, account and region.
// It is more certain than arn, because it is made of what AWS has answered.
func sibling(arn, name string) string {
	return arn[:strings.LastIndexByte(arn, ':')+1] + name
}

// rulePath is how a rule's ARN names it: with its bus, except on the default
// bus.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
func rulePath(bus, rule string) string {
	if bus == defaultBus {
		return rule
	}
	return bus + "/" + rule
}
