package request

import (
	"maps"
	"net/url"
	"strings"

	"github.com/livekit/protocol/egress"

	"rooms.example/recorder/internal/plan"
)

// storage is where a file goes: the bucket that was asked for, else the worker's own, else (nil) the local disk.
func storage(upload egress.UploadRequest, normally *plan.S3) (*plan.S3, error) {
	switch {
	case upload.GetGcp() != nil:
		return nil, unsupported("uploads to Google Cloud Storage by its own API")
	case upload.GetAzure() != nil:
		return nil, unsupported("uploads to Azure Blob Storage")
	case upload.GetAliOSS() != nil:
		return nil, unsupported("uploads to Alibaba OSS")
	}
	s3 := upload.GetS3()
	if s3 == nil {
		return normally, nil
	}
	switch {
	case s3.Bucket == "":
		return nil, refuse("S3: the bucket is missing")
	case s3.AccessKey == "" || s3.Secret == "":
		return nil, refuse("S3: access_key and secret are needed")
	case s3.AssumeRoleArn != "" || s3.AssumeRoleExternalId != "":
		return nil, unsupported("S3 by an assumed role")
	case s3.Proxy != nil:
		return nil, unsupported("S3 through a proxy of the request")
	}
	endpoint, err := endpointURL(s3.Endpoint)
	if err != nil {
		return nil, err
	}
	return &plan.S3{
		Endpoint: endpoint, Region: s3.Region, Bucket: s3.Bucket, AccessKey: s3.AccessKey, Secret: s3.Secret,
		SessionToken: s3.SessionToken, PathStyle: s3.ForcePathStyle, Metadata: maps.Clone(s3.Metadata),
		Tagging: s3.Tagging, ContentDisposition: s3.ContentDisposition,
	}, nil
}

// endpointURL takes a bare host, too, as SDKs do; it is dialled by TLS.
func endpointURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return "", refuse("S3: the endpoint is not a host or an http(s) URL")
	}
	return text, nil
}
