package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/tags"

	"rooms.example/recorder/internal/plan"
)

const (
	patience       = 5 * time.Minute // for a server that is away
	refusalPerhaps = time.Minute     // for one that says no: rights and buckets are repaired, too
	firstPause     = time.Second
	longestPause   = 20 * time.Second
)

// upload puts the file into the bucket, private as all that nobody says otherwise of, and tries again for minutes.
func (d Delivery) upload(ctx context.Context) (Delivered, error) {
	size, err := d.size()
	if err != nil {
		return Delivered{}, err
	}
	client, base, err := connect(*d.File.S3)
	if err != nil {
		return Delivered{}, err
	}
	options, err := putOptions(d.File, d.AudioOnly)
	if err != nil {
		return Delivered{}, err
	}
	where := Delivered{Location: base + escaped(d.File.Path)}
	err = d.again(ctx, func(ctx context.Context, moved pulse) error {
		options := options
		options.Progress = moved
		info, err := client.FPutObject(ctx, d.File.S3.Bucket, d.File.Path, d.Source, options)
		if err == nil && info.Size != size {
			err = fmt.Errorf("%d of %d bytes arrived", info.Size, size)
		}
		return err
	})
	if err != nil || d.Manifest == nil {
		return where, err
	}
	where.Manifest = base + escaped(d.manifestPath())
	err = d.again(ctx, func(ctx context.Context, moved pulse) error {
		_, err := client.PutObject(ctx, d.File.S3.Bucket, d.manifestPath(), bytes.NewReader(d.Manifest), int64(len(d.Manifest)), minio.PutObjectOptions{ContentType: "application/json", Progress: moved})
		return err
	})
	return where, err
}

// again tries until it works, or it has not worked for the patience. That is for trying again: an attempt that moves may
// take as long as the file and the line to the storage want.
func (d Delivery) again(ctx context.Context, try func(context.Context, pulse) error) error {
	limit, refused, still := patience, refusalPerhaps, standsStill
	if d.Patience > 0 {
		limit, refused, still = d.Patience, d.Patience, min(d.Patience, standsStill)
	}
	var failing time.Time // since when
	pause, said := firstPause, ""
	for {
		err := moving(ctx, still, try)
		if err == nil {
			return nil
		}
		if said == "" || ctx.Err() == nil { // that the time is over says less than why it went by
			said = inWords(err)
		}
		if failing.IsZero() {
			failing = time.Now()
		}
		if gone := time.Since(failing) + pause; gone > limit || (isRefusal(err) && gone > refused) {
			return fmt.Errorf("upload: %s", said)
		}
		d.Log.Warn("the upload failed and is tried again", "why", said, "in", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("upload: %s", said)
		}
		pause = min(2*pause, longestPause)
	}
}

func connect(s plan.S3) (client *minio.Client, base string, err error) {
	endpoint := s.Endpoint
	if endpoint == "" {
		endpoint = "https://s3." + s.Region + ".amazonaws.com"
		if s.Region == "" {
			endpoint = "https://s3.amazonaws.com"
		}
	}
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, "", errors.New("upload: the storage's endpoint must look like https://host")
	}
	// Nearly every other server takes the bucket in the path; few have a name for each bucket.
	lookup, base := minio.BucketLookupPath, u.Scheme+"://"+u.Host+"/"+s.Bucket+"/"
	if !s.PathStyle && strings.HasSuffix(u.Hostname(), ".amazonaws.com") {
		lookup, base = minio.BucketLookupDNS, u.Scheme+"://"+s.Bucket+"."+u.Host+"/"
	}
	region := s.Region
	if region == "" {
		region = "us-east-1"
	}
	client, err = minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(s.AccessKey, s.Secret, s.SessionToken),
		Secure: u.Scheme == "https", Region: region, BucketLookup: lookup, MaxRetries: 1,
	})
	if err != nil {
		return nil, "", fmt.Errorf("upload: %s", inWords(err))
	}
	return client, base, nil
}

func putOptions(f plan.File, audioOnly bool) (minio.PutObjectOptions, error) {
	o := minio.PutObjectOptions{
		ContentType:  ContentType(f, audioOnly),
		UserMetadata: f.S3.Metadata, ContentDisposition: f.S3.ContentDisposition,
	}
	if f.S3.Tagging != "" {
		t, err := tags.ParseObjectTags(f.S3.Tagging)
		if err != nil {
			return o, errors.New("upload: the file's tags must look like a=1&b=2")
		}
		o.UserTags = t.ToMap()
	}
	return o, nil
}

func isRefusal(err error) bool {
	r := minio.ToErrorResponse(err)
	return r.StatusCode >= 400 && r.StatusCode < 500
}

// inWords leaves out the address, which holds the file's name, and everything else that is not for people.
func inWords(err error) string {
	if r := minio.ToErrorResponse(err); r.StatusCode >= 400 && r.Code != "" {
		return fmt.Sprintf("the storage answers %d %s", r.StatusCode, r.Code)
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err.Error()
	}
	return err.Error()
}

func escaped(key string) string { return (&url.URL{Path: key}).EscapedPath() }
