// Package policy reads resource policies, such as the access policy of a queue
// or a topic, and answers whether one allows a service to act.
//
// A policy is parsed once, when it is set, and refused there if it says
// something that is not understood: a condition that was silently passed over
// would let in whom it was meant to keep out. Asking it then costs a walk over
// its statements. As on AWS nothing is allowed that no statement allows, and
// one statement that denies outweighs all that allow.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
package policy
