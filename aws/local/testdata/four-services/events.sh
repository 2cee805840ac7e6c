# Buses, rules, targets, events. Sourced by ../four-services.sh.
queue heard events
heard=$url heard_arn=$arn
queue shut # it has no policy, which lets nobody in
shut=$url shut_arn=$arn

step 'events: create a bus' call events create-event-bus --name photos
step 'events: put a rule' call events put-rule --event-bus-name photos --name large --event-pattern '{"source":["camera"],"detail":{"size":[{"numeric":[">",10]}],"name":[{"prefix":"dune"}]}}'
step 'events: describe it' call events describe-rule --event-bus-name photos --name large
step 'events: put a rule with a pattern that is none' call events put-rule --name bad --event-pattern '{"source":"camera"}'
step 'events: put a schedule on a bus of our own' call events put-rule --event-bus-name photos --name often --schedule-expression 'rate(5 minutes)'
step 'events: put a schedule that is none' call events put-rule --name never --schedule-expression 'rate(1 minutes)'
step 'events: put targets' call events put-targets --event-bus-name photos --rule large --targets \
	"[{\"Id\":\"shut\",\"Arn\":\"$shut_arn\"},{\"Id\":\"heard\",\"Arn\":\"$heard_arn\",\"InputTransformer\":{\"InputPathsMap\":{\"n\":\"\$.detail.name\",\"s\":\"\$.detail.size\"},\"InputTemplate\":\"\\\"<n> has <s> MB\\\"\"}}]"
step 'events: its targets' call events list-targets-by-rule --event-bus-name photos --rule large

event='{"id":"1","account":"111122223333","source":"camera","time":"2026-11-23T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"Photo","detail":{"size":12,"name":"dune-1"}}'
step 'events: a pattern that matches' call events test-event-pattern --event "$event" --event-pattern '{"detail":{"name":[{"wildcard":"d*-1"}],"$or":[{"size":[{"numeric":["<",1]}]},{"size":[12]}]}}'
step 'events: a pattern that does not' call events test-event-pattern --event "$event" --event-pattern '{"detail":{"name":[{"anything-but":{"prefix":"dune"}}]}}'
step 'events: put events' call events put-events --entries \
	'[{"EventBusName":"photos","Source":"camera","DetailType":"Photo","Detail":"{\"size\":12,\"name\":\"dune-1\"}"},{"EventBusName":"photos","Source":"camera","DetailType":"Photo","Detail":"{\"size\":9,\"name\":\"dune-2\"}"}]'
step 'events: the queue has what the transformer made of one' bodies "$heard"
step 'events: the queue that lets no rule in has nothing' bodies "$shut" 0
step 'events: put events of which some cannot be' call events put-events --entries \
	'[{"Source":"aws.s3","DetailType":"x","Detail":"{}"},{"Source":"camera","DetailType":"x","Detail":"[1"},{"Source":"camera","DetailType":"x"},{"EventBusName":"nobodys","Source":"camera","DetailType":"x","Detail":"{}"}]'
step 'events: disable the rule' call events disable-rule --event-bus-name photos --name large
call events put-events --entries '[{"EventBusName":"photos","Source":"camera","DetailType":"Photo","Detail":"{\"size\":12,\"name\":\"dune-3\"}"}]' >/dev/null
step 'events: a disabled rule hears nothing' bodies "$heard" 1
step 'events: delete a rule with targets' call events delete-rule --event-bus-name photos --name large
step 'events: delete a bus with rules' call events delete-event-bus --name photos
step 'events: remove targets' call events remove-targets --event-bus-name photos --rule large --ids heard shut nobodys
step 'events: delete the rule' call events delete-rule --event-bus-name photos --name large
step 'events: delete the bus' call events delete-event-bus --name photos
step 'events: delete the default bus' call events delete-event-bus --name default
