package office

import (
	"encoding/xml"
	"errors"
	"io"
)

// Tokens returns the start tags, ends and texts of XML up to its first error, which is nil at its end. What is nothing
// to a document, such as a comment, is left out, and neighbouring texts are one.
func Tokens(data []byte) ([]xml.Token, error) {
	scan, err := NewScan(data)
	if err != nil {
		return nil, err
	}
	var out []xml.Token
	for {
		next, err := scan.tokens.next()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil || next.kind == docType:
			return out, err
		case next.kind == startTag:
			out = append(out, next.start)
		case next.kind == endTag:
			out = append(out, xml.EndElement{})
		case next.kind == words:
			out = AppendText(out, next.text)
		}
	}
}

// AppendText appends text to tokens.
func AppendText(out []xml.Token, text []byte) []xml.Token {
	if n := len(out) - 1; n >= 0 {
		if before, is := out[n].(xml.CharData); is {
			out[n] = append(before, text...)
			return out
		}
	}
	return append(out, append(xml.CharData(nil), text...))
}
