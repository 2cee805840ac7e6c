package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"inflight/aws"
)

// shellLoop is what a shell makes of the same work, an image at a time. It gets the
// number of images, a folder for thumbnails, where AWS is (version 1 of the AWS CLI
// does not obey AWS_ENDPOINT_URL for SQS), the queue, and the two buckets.
const shellLoop = `set -e
n=$1 out=$2 url=$3 queue=$4 source=$5 thumbnails=$6
aws() { command aws --endpoint-url "$url" "$@"; }
small() { ` + ffmpegOf + ` "$2"; }
while [ "$n" -gt 0 ]; do
  got=$(aws sqs receive-message --queue-url "$queue" --wait-time-seconds 20 --query 'Messages[0].[ReceiptHandle,Body]' --output text)
  key=$(printf %s "$got" | sed -n 's/.*"key":"\([^"]*\)".*/\1/p')
  [ -n "$key" ] || continue
  aws s3 cp --quiet "s3://$source/$key" "$out/image"
  small "$out/image" "$out/$key.png"
  aws s3 cp --quiet "$out/$key.png" "s3://$thumbnails/$key.png"
  aws sqs delete-message --queue-url "$queue" --receipt-handle "$(printf %s "$got" | cut -f1)"
  n=$((n - 1))
done
`

// loop times the shell loop on a few images. What the embedded AWS takes for it is
// not counted.
func loop(ctx context.Context, w *workplace, out string) (t taken, err error) {
	url, stop, err := w.embedded(ctx)
	if err != nil {
		return taken{}, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	files := w.images.few(w.loop)
	if _, err := w.child(ctx, w.environ(), w.program, append([]string{"produce", "--endpoint", url}, files...)...); err != nil {
		return taken{}, err
	}
	names := aws.DefaultStack()
	took, failed := w.child(ctx, append(w.environ(),
		"AWS_ACCESS_KEY_ID=any", "AWS_SECRET_ACCESS_KEY=any", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull),
		"sh", "-c", shellLoop, "sh", strconv.Itoa(len(files)), out, url, url+"/000000000000/"+names.Queue, names.SourceBucket, names.ThumbnailBucket)
	return took.of(len(files), thumbnails(out)).after(ctx, failed)
}

// embedded starts an embedded AWS with the pipeline's stack. Who starts it stops it.
func (w *workplace) embedded(ctx context.Context) (url string, stop func() error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	said, err := os.Create(filepath.Join(w.dir, "embedded"))
	if err != nil {
		cancel()
		return "", nil, err
	}
	c := exec.CommandContext(ctx, w.program, "local", "--listen", "127.0.0.1:0", "--stack")
	group(c)
	c.WaitDelay = patience
	c.Env, c.Stderr = w.environ(), said
	stdout, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		cancel()
		return "", nil, errors.Join(err, said.Close())
	}
	lines := bufio.NewScanner(stdout)
	for url == "" && lines.Scan() {
		url, _ = strings.CutPrefix(lines.Text(), "export AWS_ENDPOINT_URL=")
		if url == lines.Text() {
			url = ""
		}
	}
	stop = func() error {
		cancel()
		for lines.Scan() { // to its end
		}
		_ = c.Wait() // it was told to end
		endGroup(c)
		return said.Close()
	}
	if url == "" {
		return "", nil, errors.Join(fmt.Errorf("the embedded AWS did not start%s", last(said)), stop())
	}
	return url, stop, nil
}
