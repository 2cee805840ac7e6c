package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"inflight/pipeline"
	"inflight/pipeline/event"
)

// newProduce is the command `inflight produce`.
func newProduce(s Streams) *cobra.Command {
	var where target
	var set produceSettings
	cmd := &cobra.Command{
		Use:   "produce PATH...",
		Short: "Upload images: files, folders, or drawn ones",
		Long: `Upload images to the source bucket of a stack that is there: files, the
images in folders, or with --count and no path, drawn ones. Without --aws or
--endpoint they go to the inflight that runs on this machine.`,
		Example: `# to the inflight on this machine
inflight produce photo.jpg ~/Pictures
inflight produce --count 100 --rate 5 --broken 0.1
# to an account of AWS
inflight produce --aws --bucket-suffix me ~/Pictures`,
	}
	where.bind(cmd.Flags())
	set.bind(cmd.Flags())
	cmd.RunE = func(c *cobra.Command, paths []string) error {
		if err := where.validate(); err != nil {
			return err
		}
		if err := set.validate(len(paths) == 0); err != nil {
			return err
		}
		if len(paths) == 0 && set.count == noLimit {
			return usagef("what is to be uploaded? name files or folders, or with --count N how many are to be drawn")
		}
		images, err := imagesAt(paths, newDrawn(set.broken, set.slow))
		if err != nil {
			return err
		}
		if text := passedOver(images); text != "" {
			sayf(s.Err, "%s", text)
		}
		return produce(c.Context(), images, &where, &set, s)
	}
	return cmd
}

// produce uploads the images and prints a line for each.
func produce(ctx context.Context, images pipeline.Images, where *target, set *produceSettings, s Streams) error {
	clients, err := where.attach(ctx, nil)
	if err != nil {
		return err
	}
	bucket := where.stack().SourceBucket
	sayf(s.Err, "uploading to %s on %s", bucket, whose(clients))
	log := &event.Log{}
	producer := &pipeline.Producer{
		Log: log, Store: clients.Objects(), Bucket: bucket, Images: images, Count: set.count.limit(), Rate: set.rate,
	}
	uploading, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	events := log.NewReader()
	var printing sync.WaitGroup
	printing.Go(func() {
		if err := printUploads(events, s); err != nil {
			stop(err) // nobody reads any more
		}
	})
	producer.Run(uploading)
	log.Close()
	printing.Wait()
	uploaded, failed := producer.Totals()
	switch {
	case ctx.Err() != nil:
		return &exit{status: stopStatus(ctx, false), err: fmt.Errorf("%s: %s", how(ctx), many(uploaded, "image is uploaded", "images are uploaded"))}
	case uploading.Err() != nil:
		return context.Cause(uploading)
	case failed > 0:
		return fmt.Errorf("%d of %d images could not be uploaded", failed, uploaded+failed)
	}
	return nil
}

// printUploads prints uploads on stdout and what could not be on stderr, until
// the log ends.
func printUploads(events *event.Reader, s Streams) error {
	var buf []event.Event
	for {
		var more bool
		if buf, more = events.Next(context.Background(), buf); !more {
			return nil
		}
		for i := range buf {
			if err := printUpload(&buf[i], s.Out, s.Err); err != nil {
				return err
			}
		}
	}
}

// printUpload prints one upload.
func printUpload(e *event.Event, stdout, stderr io.Writer) error {
	switch b := e.Body.(type) {
	case *event.ObjectUploaded:
		if _, err := fmt.Fprintf(stdout, "uploaded  %s  %s\n", oneLine(e.Key), many(int(b.Size), "byte", "bytes")); err != nil {
			return errors.Join(errors.New("stdout cannot be written to"), err)
		}
	case *event.UploadFailed:
		sayf(stderr, "%s was not uploaded: %s", oneLine(e.Key), b.Error)
	case *event.UploadRetried:
		sayf(stderr, "%s is tried again in %.0f s: %s", oneLine(e.Key), b.Took.Seconds(), b.Error)
	}
	return nil
}
