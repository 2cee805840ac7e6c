// Package notify tells people that a thumbnail is ready: the words of the mail
// that goes out through SNS, and the post in a Discord channel.
//
// What there is to tell is an Announcement. Subject and Body make the mail of
// it, as pure functions. Discord posts it with discordgo: an embed whose title
// opens the presigned URL, with the thumbnail attached. Everything in an
// announcement that somebody else chose (object keys, above all) is cut,
// stripped of control characters and escaped, so that a name can neither ping
// anyone nor change how a post looks.
//
// A webhook's URL is a secret, because whoever has it can post. It goes in at
// NewDiscord and never comes out, in no error and no log.
//
// StandIn is Discord's end of the webhook API for those who have no webhook: an
// http.Handler that checks posts as Discord does, and keeps the last of them
// for the screen. discordgo runs against it unchanged; only the host differs.
//
// The package knows neither the pipeline nor AWS.
//
// https://discord.com/developers/docs/resources/webhook#execute-webhook
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
package notify
