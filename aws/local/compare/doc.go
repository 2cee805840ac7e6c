// Package compare holds the comparisons that event patterns of EventBridge and
// filter policies of SNS are both made of.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
package compare
