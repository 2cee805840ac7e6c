# Buckets, objects and what S3 tells EventBridge. Sourced by ../four-services.sh.
queue arrivals events
arrivals=$url arrivals_arn=$arn
cd "$tmp"
printf 'a photo of a dune' >dune.jpg
head -c 6000000 /dev/zero >large.jpg

step 's3: make a bucket' call s3 mb s3://hd-photos
step 's3: make one with a name that none can have' call s3api create-bucket --bucket HD_photos
step 's3: where it is' call s3api get-bucket-location --bucket hd-photos
step 's3: its events before they are asked for' call s3api get-bucket-notification-configuration --bucket hd-photos
step 's3: let it tell EventBridge' call s3api put-bucket-notification-configuration --bucket hd-photos --notification-configuration '{"EventBridgeConfiguration":{}}'
step 's3: its events' call s3api get-bucket-notification-configuration --bucket hd-photos
call events put-rule --name uploads --event-pattern '{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["hd-photos"]}}}' >/dev/null
call events put-targets --rule uploads --targets "[{\"Id\":\"q\",\"Arn\":\"$arrivals_arn\",\"InputPath\":\"\$.detail.object.key\"}]" >/dev/null

step 's3: upload' call s3 cp dune.jpg 's3://hd-photos/2026/dune & é.jpg' --content-type image/jpeg --metadata by=ada --no-progress
step 's3: the upload became a message' bodies "$arrivals" 3
step 's3: upload in parts' call s3 cp large.jpg s3://hd-photos/large.jpg --no-progress
step 's3: so did the one in parts' bodies "$arrivals" 3
step 's3: the ETag of parts' call s3api head-object --bucket hd-photos --key large.jpg --query '[ETag,ContentLength,ContentType]' --output text
step 's3: head' call s3api head-object --bucket hd-photos --key '2026/dune & é.jpg'
step 's3: list as folders' call s3 ls s3://hd-photos
step 's3: list a page of one' call s3api list-objects-v2 --bucket hd-photos --delimiter / --max-keys 1 --no-paginate --query '[Contents[].Key,CommonPrefixes[].Prefix,IsTruncated,KeyCount]'
step 's3: a range' call s3api get-object --bucket hd-photos --key '2026/dune & é.jpg' --range bytes=2-6 part.jpg
step 's3: what is in it' cat part.jpg
step 's3: copy and tag' call s3api copy-object --bucket hd-photos --key copy.jpg --copy-source 'hd-photos/2026/dune & é.jpg' --tagging-directive REPLACE --tagging team=photos --query CopyObjectResult.ETag
step 's3: its tags' call s3api get-object-tagging --bucket hd-photos --key copy.jpg
step 's3: download' call s3 cp s3://hd-photos/copy.jpg back.jpg --no-progress
step 's3: it is the same' cmp back.jpg dune.jpg

step 's3: let thumbnails expire' call s3api put-bucket-lifecycle-configuration --bucket hd-photos --lifecycle-configuration \
	'{"Rules":[{"ID":"week","Status":"Enabled","Filter":{"Prefix":"2026/"},"Expiration":{"Days":7}}]}'
step 's3: its lifecycle' call s3api get-bucket-lifecycle-configuration --bucket hd-photos
step 's3: when an object expires' call s3api head-object --bucket hd-photos --key '2026/dune & é.jpg' --query Expiration
step 's3: a lifecycle that is none' call s3api put-bucket-lifecycle-configuration --bucket hd-photos --lifecycle-configuration \
	'{"Rules":[{"ID":"a","Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":0}}]}'
step 's3: its versioning' call s3api get-bucket-versioning --bucket hd-photos

step 's3: remove a bucket with objects' call s3api delete-bucket --bucket hd-photos
step 's3: delete many' call s3api delete-objects --bucket hd-photos --delete '{"Objects":[{"Key":"copy.jpg"},{"Key":"nobodys"}]}'
# The CLI deletes several at a time, and tells of them as they end.
remove_everything() { call s3 rb s3://hd-photos --force | LC_ALL=C sort; }
step 's3: remove everything' remove_everything
