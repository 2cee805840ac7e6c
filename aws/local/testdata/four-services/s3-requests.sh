# Conditions, checksums, parts, presigned URLs. Sourced by ../four-services.sh.
cd "$tmp"
printf 'hello' >hello
# fetch URL prints the status of an answer, and its body or the code in it.
fetch() {
	local body status
	body=$(curl --silent --show-error --max-time 10 --write-out '\n%{http_code}' "$@")
	status=${body##*$'\n'} body=${body%$'\n'*}
	[[ $body == *'<Code>'* ]] && body=$(sed -E 's/.*<Code>([^<]*).*/\1/' <<<"${body//$'\n'/}")
	echo "$status $body"
}

call s3api create-bucket --bucket requests >/dev/null
step 's3: put' call s3api put-object --bucket requests --key hello --body hello --checksum-algorithm SHA256 --tagging a=1
step 's3: put only if it is not there' call s3api put-object --bucket requests --key hello --body hello --if-none-match '*'
step 's3: put with another MD5' call s3api put-object --bucket requests --key hello --body hello --content-md5 AAAAAAAAAAAAAAAAAAAAAA==
step 's3: put with another checksum' call s3api put-object --bucket requests --key hello --body hello --checksum-sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
step 's3: put with a checksum of the wrong length' call s3api put-object --bucket requests --key hello --body hello --checksum-sha256 AAAA
step 's3: get with its checksum' call s3api get-object --bucket requests --key hello --checksum-mode ENABLED --query '[ETag,ChecksumSHA256,TagCount]' --output text got
step 's3: get only if it has changed' call s3api get-object --bucket requests --key hello --if-none-match '"5d41402abc4b2a76b9719d911017c592"' got
step 's3: a range behind the end' call s3api get-object --bucket requests --key hello --range bytes=9-12 got
step 's3: get what is not there' call s3api get-object --bucket requests --key nobodys got
step 's3: copy to itself' call s3api copy-object --bucket requests --key hello --copy-source requests/hello
step 's3: put a key with a bell' call s3api put-object --bucket requests --key $'bell\a' --body hello --query ETag
step 's3: list it' call s3api list-objects-v2 --bucket requests --prefix bell --query 'Contents[].Key'

step 's3: begin an upload in parts' call s3api create-multipart-upload --bucket requests --key parts
upload=$(field UploadId)
step 's3: upload a part' call s3api upload-part --bucket requests --key parts --upload-id "$upload" --part-number 1 --body hello --query ETag
step 's3: upload another' call s3api upload-part --bucket requests --key parts --upload-id "$upload" --part-number 2 --body hello --query ETag
step 's3: the parts' call s3api list-parts --bucket requests --key parts --upload-id "$upload" --query 'Parts[].[PartNumber,ETag,Size]' --output text
complete() { call s3api complete-multipart-upload --bucket requests --key parts --upload-id "$upload" --multipart-upload "$1"; }
etag='\"5d41402abc4b2a76b9719d911017c592\"'
step 's3: complete with a first part below 5 MB' complete "{\"Parts\":[{\"PartNumber\":1,\"ETag\":\"$etag\"},{\"PartNumber\":2,\"ETag\":\"$etag\"}]}"
step 's3: complete with another ETag' complete '{"Parts":[{"PartNumber":1,"ETag":"\"00000000000000000000000000000000\""}]}'
step 's3: complete with the second part' complete "{\"Parts\":[{\"PartNumber\":2,\"ETag\":\"$etag\"}]}"

old=$(call s3 presign s3://requests/hello)
new=$(AWS_CONFIG_FILE=$tmp/config-v4 call s3 presign s3://requests/hello --expires-in 600)
step 's3: a presigned URL of version 2' fetch "$old"
step 's3: a presigned URL of version 4' fetch "$new"
step 's3: for another key' fetch "${new/hello/parts}"
step 's3: with another lifetime' fetch "${new/X-Amz-Expires=600/X-Amz-Expires=900}"
step 's3: past its time' fetch "$(sed -E 's/X-Amz-Date=[0-9]{8}T/X-Amz-Date=20200101T/; s#%2F[0-9]{8}%2F#%2F20200101%2F#' <<<"$new")"
step 's3: without a signature' fetch "$ENDPOINT/requests/hello"
