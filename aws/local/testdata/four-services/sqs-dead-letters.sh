# Dead letters and their way back. Sourced by ../four-services.sh.
queue dead
dead=$url dead_arn=$arn
queue work
work=$url work_arn=$arn
step 'dead letters: name a queue that is not there' call sqs set-queue-attributes --queue-url "$work" --attributes \
	"{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"${dead_arn}er\\\",\\\"maxReceiveCount\\\":1}\"}"
step 'dead letters: redrive after one receive' call sqs set-queue-attributes --queue-url "$work" --attributes \
	"{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"$dead_arn\\\",\\\"maxReceiveCount\\\":1}\"}"
step 'dead letters: who has this dead-letter queue' call sqs list-dead-letter-source-queues --queue-url "$dead"
call sqs send-message --queue-url "$work" --message-body broken >"$tmp/broken"
step 'dead letters: receive and give back at once' call sqs receive-message --queue-url "$work" --visibility-timeout 0 --query 'Messages[].Body' --output text
step 'dead letters: the second receive gets nothing' bodies "$work" 0
step 'dead letters: the dead letter' call sqs receive-message --queue-url "$dead" --visibility-timeout 0 --wait-time-seconds 2 --attribute-names ApproximateReceiveCount DeadLetterQueueSourceArn \
	--query 'Messages[].{MessageId:MessageId,Body:Body,Count:Attributes.ApproximateReceiveCount,From:Attributes.DeadLetterQueueSourceArn}'
step 'dead letters: it keeps its id' grep -c "$(field MessageId)" "$tmp/broken"
step 'dead letters: move from a queue that is nobody'\''s dead-letter queue' call sqs start-message-move-task --source-arn "$work_arn"
step 'dead letters: start to move them back' call sqs start-message-move-task --source-arn "$dead_arn"
step 'dead letters: receive what came back' call sqs receive-message --queue-url "$work" --wait-time-seconds 5 --attribute-names ApproximateReceiveCount
step 'dead letters: it has a new id' bash -c '! grep -q "$1" "$2"' _ "$(field MessageId)" "$tmp/broken"
step 'dead letters: the task' call sqs list-message-move-tasks --source-arn "$dead_arn" --query 'Results[].[Status,SourceArn,DestinationArn,ApproximateNumberOfMessagesMoved,ApproximateNumberOfMessagesToMove]'
