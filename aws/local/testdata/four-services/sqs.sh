# Standard and FIFO queues. Sourced by ../four-services.sh.
step 'sqs: create a queue' call sqs create-queue --queue-name orders --attributes VisibilityTimeout=60,MessageRetentionPeriod=3600 --tags team=photos
orders=$(field QueueUrl)
step 'sqs: create it again' call sqs create-queue --queue-name orders --attributes VisibilityTimeout=60
step 'sqs: create it with another attribute' call sqs create-queue --queue-name orders --attributes VisibilityTimeout=61
step 'sqs: create one with a name that none can have' call sqs create-queue --queue-name 'or ders'
step 'sqs: the URL of a queue that is not there' call sqs get-queue-url --queue-name nobodys
step 'sqs: list by prefix' call sqs list-queues --queue-name-prefix ord
step 'sqs: set an attribute' call sqs set-queue-attributes --queue-url "$orders" --attributes ReceiveMessageWaitTimeSeconds=1
step 'sqs: its attributes' call sqs get-queue-attributes --queue-url "$orders" --attribute-names All --output text --query \
	'Attributes.[QueueArn,VisibilityTimeout,MessageRetentionPeriod,ReceiveMessageWaitTimeSeconds,DelaySeconds,MaximumMessageSize,SqsManagedSseEnabled,ApproximateNumberOfMessages]'
step 'sqs: its tags' call sqs list-queue-tags --queue-url "$orders"
step 'sqs: add a permission' call sqs add-permission --queue-url "$orders" --label send --aws-account-ids 111122223333 --actions SendMessage
step 'sqs: its policy' call sqs get-queue-attributes --queue-url "$orders" --attribute-names Policy --query Attributes.Policy --output text
step 'sqs: remove a permission' call sqs remove-permission --queue-url "$orders" --label send

step 'sqs: send with attributes' call sqs send-message --queue-url "$orders" --message-body 'one & <two>' \
	--message-attributes '{"size":{"DataType":"Number","StringValue":"3"},"kind":{"DataType":"String.photo","StringValue":"é"}}'
step 'sqs: receive it' call sqs receive-message --queue-url "$orders" --attribute-names ApproximateReceiveCount --message-attribute-names kind
handle=$(field ReceiptHandle)
step 'sqs: in flight it is not received' bodies "$orders" 0
step 'sqs: make it visible' call sqs change-message-visibility --queue-url "$orders" --receipt-handle "$handle" --visibility-timeout 0
step 'sqs: receive it again' call sqs receive-message --queue-url "$orders" --attribute-names ApproximateReceiveCount
handle=$(field ReceiptHandle)
step 'sqs: delete it' call sqs delete-message --queue-url "$orders" --receipt-handle "$handle"
step 'sqs: delete by a handle that is none' call sqs delete-message --queue-url "$orders" --receipt-handle nonsense
step 'sqs: send what XML cannot carry' call sqs send-message --queue-url "$orders" --message-body $'bell \a'
step 'sqs: send a batch with one bad entry' call sqs send-message-batch --queue-url "$orders" --entries \
	'[{"Id":"a","MessageBody":"a"},{"Id":"b","MessageBody":"b","DelaySeconds":900},{"Id":"c","MessageBody":"c","DelaySeconds":901}]'
step 'sqs: count after the batch' counts "$orders"
step 'sqs: purge' call sqs purge-queue --queue-url "$orders"
step 'sqs: purge again at once' call sqs purge-queue --queue-url "$orders"

step 'sqs: create a FIFO queue' call sqs create-queue --queue-name steps.fifo --attributes FifoQueue=true,ContentBasedDeduplication=true
fifo=$(field QueueUrl)
step 'sqs: send without a group' call sqs send-message --queue-url "$fifo" --message-body x
step 'sqs: send in groups, one of them twice' call sqs send-message-batch --queue-url "$fifo" --entries \
	'[{"Id":"1","MessageBody":"a1","MessageGroupId":"a"},{"Id":"2","MessageBody":"b1","MessageGroupId":"b"},{"Id":"3","MessageBody":"a1","MessageGroupId":"a"},{"Id":"4","MessageBody":"a2","MessageGroupId":"a"}]'
step 'sqs: receive two in order' call sqs receive-message --queue-url "$fifo" --max-number-of-messages 2 --query 'Messages[].Body' --output text

step 'sqs: delete a queue' call sqs delete-queue --queue-url "$fifo"
step 'sqs: create a deleted queue at once' call sqs create-queue --queue-name steps.fifo --attributes FifoQueue=true
