package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const navigationTimeout = 60 * time.Second

// ErrPage is a page that cannot be shown: it is not there, or answers with an error.
var ErrPage = errors.New("the recording page could not be loaded")

// attach finds the browser's window and asks for what we want to hear of it.
func (b *Browser) attach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, navigationTimeout)
	defer cancel()
	for b.session == "" {
		var targets struct {
			TargetInfos []struct{ TargetID, Type string }
		}
		if err := b.tools.call(ctx, "", "Target.getTargets", nil, &targets); err != nil {
			return err
		}
		for _, t := range targets.TargetInfos {
			if t.Type != "page" {
				continue
			}
			var attached struct{ SessionID string }
			if err := b.tools.call(ctx, "", "Target.attachToTarget", map[string]any{"targetId": t.TargetID, "flatten": true}, &attached); err != nil {
				return err
			}
			b.session = attached.SessionID
			break
		}
		if b.session == "" {
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	for _, domain := range []string{"Runtime", "Page", "Network", "Inspector"} {
		if err := b.tools.call(ctx, b.session, domain+".enable", nil, nil); err != nil {
			return err
		}
	}
	var tree struct {
		FrameTree struct{ Frame struct{ ID string } }
	}
	if err := b.tools.call(ctx, b.session, "Page.getFrameTree", nil, &tree); err != nil {
		return err
	}
	b.frame = tree.FrameTree.Frame.ID
	return nil
}

func (b *Browser) navigate(pageURL string) {
	ctx, cancel := context.WithTimeout(context.Background(), navigationTimeout)
	defer cancel()
	var went struct{ ErrorText string }
	err := b.tools.call(ctx, b.session, "Page.navigate", map[string]any{"url": pageURL}, &went)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		b.fail(fmt.Errorf("%w: no answer within %s", ErrPage, navigationTimeout))
	case err != nil:
		b.fail(err)
	case went.ErrorText != "":
		b.fail(fmt.Errorf("%w: %s", ErrPage, went.ErrorText))
	}
}

// on hears what happens in the browser.
func (b *Browser) on(_, method string, params json.RawMessage) {
	switch method {
	case "Runtime.consoleAPICalled":
		b.onConsole(params)
	case "Network.responseReceived":
		b.onResponse(params)
	case "Page.loadEventFired":
		b.tell(b.Loaded)
		// From here on only the console matters; each request told would cost time of the processor.
		_, _ = b.tools.send(b.session, "Network.disable", nil, nil)
	case "Page.javascriptDialogOpening":
		// Nobody is there to answer it, and it stops the page.
		_, _ = b.tools.send(b.session, "Page.handleJavaScriptDialog", map[string]any{"accept": true}, nil)
	case "Inspector.targetCrashed":
		b.fail(errors.New("the recording page crashed"))
	case "Target.detachedFromTarget":
		b.fail(errors.New("the recording page was closed"))
	case "Runtime.exceptionThrown":
		b.onException(params)
	}
}

func (b *Browser) onResponse(params json.RawMessage) {
	var e struct {
		Type, FrameID string
		Response      struct{ Status int }
	}
	if json.Unmarshal(params, &e) == nil && e.Type == "Document" && e.FrameID == b.frame && e.Response.Status >= 400 {
		b.fail(fmt.Errorf("%w: status %d", ErrPage, e.Response.Status))
	}
}

func (b *Browser) onConsole(params json.RawMessage) {
	var e struct {
		Type string
		Args []struct {
			Value       json.RawMessage
			Description string
		}
	}
	if json.Unmarshal(params, &e) != nil {
		return
	}
	var said []string
	for _, a := range e.Args {
		var s string
		if json.Unmarshal(a.Value, &s) != nil {
			s = a.Description
		}
		switch s {
		case "START_RECORDING":
			b.tell(b.Started)
		case "END_RECORDING":
			b.tell(b.Ended)
		case "LINE_DOWN", "LINE_UP":
			b.line.is(s == "LINE_UP", time.Now())
			b.log.Warn("the recording page's line to the call", "is", s)
		}
		said = append(said, s)
	}
	if e.Type == "error" {
		b.log.Warn("the recording page reports an error", "says", b.redacted(strings.Join(said, " ")))
		return
	}
	b.log.Debug("page", "says", b.redacted(strings.Join(said, " ")))
}

func (b *Browser) onException(params json.RawMessage) {
	var e struct {
		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if json.Unmarshal(params, &e) == nil {
		b.log.Warn("an error in the recording page", "says", b.redacted(e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description))
	}
}

// redacted takes out what the page's URL says after its "?", the token above all, and makes it short.
func (b *Browser) redacted(s string) string {
	if u, err := url.Parse(b.secret); err == nil {
		if u.RawQuery != "" {
			s = strings.ReplaceAll(s, u.RawQuery, "…")
		}
		for _, values := range u.Query() {
			for _, v := range values {
				if len(v) > 12 {
					s = strings.ReplaceAll(s, v, "…")
				}
			}
		}
	}
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}
