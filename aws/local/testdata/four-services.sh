#!/usr/bin/env bash
# four-services.sh drives SQS, SNS, EventBridge and S3 of the AWS at $ENDPOINT
# with the AWS CLI and prints one line a step: its name, and what was answered.
# What differs from run to run (ids, times, ports, accounts) is replaced by a
# word. Of an error the code is printed; AWS does not promise its text.
#
#   ENDPOINT=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… ./four-services.sh
#
# ACCOUNT is the account's id, if it is not 000000000000. With MAIL, the folder
# that `inflight local --state DIR` delivers mail to (DIR/mail), the link in a mail
# is opened too. The account should be empty.
set -euo pipefail
: "${ENDPOINT:?is where the AWS listens}"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/config" <<'END'
[default]
region = us-east-1
output = json
max_attempts = 1
cli_pager =
s3 =
  multipart_threshold = 5MB
  multipart_chunksize = 5MB
END
{ cat "$tmp/config"; echo '  signature_version = s3v4'; } >"$tmp/config-v4"
export AWS_CONFIG_FILE=$tmp/config AWS_SHARED_CREDENTIALS_FILE=$tmp/none AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_ENDPOINT_URL AWS_REGION AWS_DEFAULT_REGION AWS_SESSION_TOKEN

# --- how a step is run and printed

call() { aws --endpoint-url "$ENDPOINT" "$@"; }

# normal puts an answer on one line and replaces what differs from run to run.
normal() {
	tr -s ' \t\r\n' '    ' | sed -E \
		-e "s#$tmp/?#TMP/#g" \
		-e 's#http://[0-9.a-z]+:[0-9]+#http://HOST#g' \
		-e 's#https://(sqs|sns)\.[a-z0-9-]+\.amazonaws\.com#http://HOST#g' \
		-e 's#[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}#UUID#g' \
		-e 's#("ReceiptHandle": )"[^"]*"#\1"HANDLE"#g' \
		-e 's#("UploadId": )"[^"]*"#\1"UPLOAD"#g' \
		-e 's#("(Signature|SigningCertURL|UnsubscribeURL)" *: *)"[^"]*"#\1"…"#g' \
		-e 's#("SequenceNumber": )"[0-9]+"#\1"NUMBER"#g' \
		-e 's#("TaskHandle": )"[^"]*"#\1"HANDLE"#g' \
		-e 's#("NextToken": )"[^"]*"#\1"TOKEN"#g' \
		-e 's#(000000000000|123456789012)#ACCOUNT#g' \
		-e 's#[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)?#TIME#g' \
		-e 's#(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT#TIME#g' \
		-e 's#\b1[0-9]{9}([0-9]{3}|\.[0-9]+)?\b#TIME#g' \
		-e 's#^ ##; s# $##'
}

# step NAME COMMAND… runs a command and prints what it answered. What it printed
# stays in $said.
step() {
	local name=$1 complaint=$tmp/complaint.$BASHPID line
	shift
	if said=$("$@" 2>"$complaint"); then
		line=$(normal <<<"$said")
	else
		line=$(sed -nE 's/.*An error occurred \(([^)]*)\) when calling the ([A-Za-z0-9]+) operation.*/\2 answers \1/p' "$complaint" | head -1)
		line=${line:-failed: $(normal <"$complaint")}
	fi
	printf '%s: %s\n' "$name" "${line:-ok}"
}

# field NAME prints the first string of that name in what the last step said.
field() { grep -oE "\"$1\": *\"[^\"]*\"" <<<"$said" | head -1 | sed -E 's/.*: *"(.*)"$/\1/'; }

# queue NAME [SERVICE] makes a queue that nobody prints, into which a service such
# as sns may send, and leaves its URL in $url and its ARN in $arn.
queue() {
	arn=arn:aws:sqs:us-east-1:${ACCOUNT:-000000000000}:$1
	url=$(call sqs create-queue --queue-name "$1" --query QueueUrl --output text --attributes "{$(
		[[ -z ${2:-} ]] || printf '"Policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Service\\":\\"%s.amazonaws.com\\"},\\"Action\\":\\"sqs:SendMessage\\",\\"Resource\\":\\"%s\\"}]}"' "$2" "$arn"
	)}")
}

# bodies URL [SECONDS] prints the bodies of what is in a queue, and takes them out
# of sight. It waits for the first.
bodies() {
	call sqs receive-message --queue-url "$1" --max-number-of-messages 10 --wait-time-seconds "${2:-5}" --visibility-timeout 43200 \
		--query 'Messages[].Body' --output text
}

# counts URL prints how many messages are visible, in flight and delayed.
counts() {
	call sqs get-queue-attributes --queue-url "$1" --attribute-names All --output text --query \
		'Attributes.[ApproximateNumberOfMessages,ApproximateNumberOfMessagesNotVisible,ApproximateNumberOfMessagesDelayed]'
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for service in sqs sqs-dead-letters sns events s3 s3-requests; do
	# shellcheck source=/dev/null
	(. "$here/four-services/$service.sh") >"$tmp/$service.out" 2>"$tmp/$service.err" &
	jobs[$!]=$service
done
for pid in "${!jobs[@]}"; do
	wait "$pid" || { echo "${jobs[$pid]} ended early, after:" >&2; cat "$tmp/${jobs[$pid]}".{out,err} >&2; exit 1; }
done
cat "$tmp"/{sqs,sqs-dead-letters,sns,events,s3,s3-requests}.out
