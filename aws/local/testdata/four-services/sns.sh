# Topics, subscriptions, filters. Sourced by ../four-services.sh.
queue news sns
news=$url news_arn=$arn
queue closed # it has no policy, which lets nobody in
closed=$url closed_arn=$arn

step 'sns: create a topic' call sns create-topic --name thumbnails --attributes DisplayName=Thumbs
topic=$(field TopicArn)
step 'sns: create it with another attribute' call sns create-topic --name thumbnails --attributes DisplayName=Other
step 'sns: its attributes' call sns get-topic-attributes --topic-arn "$topic" --output text --query \
	'Attributes.[TopicArn,Owner,DisplayName,SubscriptionsConfirmed,SubscriptionsPending]'
step 'sns: subscribe an address' call sns subscribe --topic-arn "$topic" --protocol email --notification-endpoint ada@example.com
step 'sns: subscribe a queue' call sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$news_arn" --attributes '{"FilterPolicy":"{\"kind\":[\"dune\"]}"}'
to_news=$(field SubscriptionArn)
step 'sns: subscribe a queue whose policy lets no topic in' call sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$closed_arn"
step 'sns: who is subscribed' call sns list-subscriptions-by-topic --topic-arn "$topic" --query 'sort_by(Subscriptions,&Endpoint)[].[Protocol,Endpoint,SubscriptionArn==`PendingConfirmation`]' --output text
step 'sns: a filter policy that is none' call sns set-subscription-attributes --subscription-arn "$to_news" --attribute-name FilterPolicy --attribute-value '{"kind":"dune"}'

step 'sns: publish' call sns publish --topic-arn "$topic" --subject Dune --message 'dune-1' --message-attributes '{"kind":{"DataType":"String","StringValue":"dune"}}'
step 'sns: publish what the filter holds back' call sns publish --topic-arn "$topic" --message 'wood-1' --message-attributes '{"kind":{"DataType":"String","StringValue":"wood"}}'
envelope() { bodies "$news" | sed -E 's/" *: */":/g; s/", "/","/g'; }
step 'sns: the queue has the envelope of one' envelope
step 'sns: the queue that lets no topic in has nothing' bodies "$closed" 0
step 'sns: deliver raw' call sns set-subscription-attributes --subscription-arn "$to_news" --attribute-name RawMessageDelivery --attribute-value true
step 'sns: publish a batch' call sns publish-batch --topic-arn "$topic" --publish-batch-request-entries \
	'[{"Id":"a","Message":"dune-2","MessageAttributes":{"kind":{"DataType":"String","StringValue":"dune"}}},{"Id":"b","Message":"","Subject":"x"}]'
step 'sns: the queue has the message itself' bodies "$news"
step 'sns: publish by protocol' call sns publish --topic-arn "$topic" --message-structure json --message '{"default":"d","sqs":"for queues"}' --message-attributes '{"kind":{"DataType":"String","StringValue":"dune"}}'
step 'sns: the queue has its own text' bodies "$news"
step 'sns: publish with a subject of two lines' call sns publish --topic-arn "$topic" --message x --subject $'two\nlines'
step 'sns: nothing was mailed before the link is opened' bash -c '[[ -z $1 ]] || grep -rl "wood-1" "$1" | wc -l | tr -d " "' _ "${MAIL:-}"
link() { # the link in the mail, opened as a browser does
	local mail
	[[ -n ${MAIL:-} ]] || { echo 'no folder of mail'; return; }
	mail=$(sed -e ':join' -e '/=\r\{0,1\}$/{N;s/=\r\{0,1\}\n//;b join' -e '}' -e 's/=3D/=/g' "$MAIL"/*.eml)
	curl --silent --show-error --max-time 10 "$(grep -oE 'http[^ ">]+Action=ConfirmSubscription[^ ">]*' <<<"$mail" | head -1 | sed 's/&amp;/\&/g; s/\r//')" | grep -oE 'Subscription confirmed|<SubscriptionArn>' | head -1
}
step 'sns: open the link in the mail' link
step 'sns: the address is subscribed' call sns get-topic-attributes --topic-arn "$topic" --query 'Attributes.[SubscriptionsConfirmed,SubscriptionsPending]' --output text

step 'sns: unsubscribe' call sns unsubscribe --subscription-arn "$to_news"
step 'sns: delete the topic' call sns delete-topic --topic-arn "$topic"
step 'sns: the attributes of a topic that is gone' call sns get-topic-attributes --topic-arn "$topic"
